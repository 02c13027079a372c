// Loads what the editor does with manifests when the first YAML file is open, or the first command on one
// is given: a window without manifests never pays for it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CommandTable } from '../commands/commandTable';
import type { SchemaLoader } from '../schemaLoader';
import { isYaml } from './isYaml';
import { MANIFEST_COMMANDS } from './manifestCommandTable';
import type { ManifestFeatureOptions, ManifestFeatures } from './manifestFeatures';

export class ManifestLoader implements vscode.Disposable {
  readonly #loader: SchemaLoader;
  readonly #options: ManifestFeatureOptions;
  readonly #firstFile: vscode.Disposable;
  #features: Promise<ManifestFeatures> | undefined;
  #isDisposed = false;

  constructor(loader: SchemaLoader, options: ManifestFeatureOptions) {
    this.#loader = loader;
    this.#options = options;
    this.#firstFile = vscode.workspace.onDidOpenTextDocument((document) => {
      this.#look(document);
    });
    for (const document of vscode.workspace.textDocuments) this.#look(document);
  }

  commands(): CommandTable {
    return Object.fromEntries(
      MANIFEST_COMMANDS.map((id): [string, CommandTable[string]] => [
        id,
        async (...args) => (await this.#load()).commands[id](...args),
      ]),
    );
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#firstFile.dispose();
    this.#features?.then(
      (features) => {
        features.dispose();
      },
      // Whoever asked for it was told.
      () => undefined,
    );
  }

  #look(document: vscode.TextDocument): void {
    if (!isYaml(document)) return;
    void this.#options.report.guard('Cluster Lab cannot check manifests', () => this.#load());
  }

  #load(): Promise<ManifestFeatures> {
    this.#features ??= this.#start();
    return this.#features;
  }

  async #start(): Promise<ManifestFeatures> {
    this.#firstFile.dispose();
    const schema = await this.#loader.schema();
    const { createManifestKnowledge } = await import('../../manifest/manifestKnowledge');
    const knowledge = createManifestKnowledge(schema);
    // Half a second of a slow machine lies in these lines: others come in between.
    await nextTurn();
    const { startManifestFeatures } = await import('./manifestFeatures');
    if (this.#isDisposed) throw new Error('The window has gone.');
    return startManifestFeatures(knowledge, this.#options);
  }
}
