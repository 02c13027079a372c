// Lays two branches side by side in a diff editor: what differs, by object.
import * as vscode from 'vscode';
import { allObjects } from '../../views/comparison/allObjects';
import { compareObjects } from '../../views/comparison/comparison';
import { comparisonTexts, type ComparisonTexts } from '../../views/comparison/comparisonText';
import type { Cluster } from '../../cluster/cluster';

const SCHEME = 'cluster-lab-comparison';

/** A cluster as it is to be compared, under the name that the learner knows. */
export interface ComparedCluster {
  readonly name: string;
  readonly cluster: Cluster;
}

export class BranchComparison implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration: vscode.Disposable;
  /** By the path of the document; those of closed editors go. */
  readonly #texts = new Map<string, string>();
  readonly #closing: vscode.Disposable;
  #number = 0;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    this.#closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) this.#texts.delete(uri.path);
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '# Compare again: this comparison is not kept.\n';
  }

  async show(a: ComparedCluster, b: ComparedCluster): Promise<ComparisonTexts> {
    const comparison = compareObjects(allObjects(a.cluster), allObjects(b.cluster));
    const texts = comparisonTexts(comparison, { a: a.name, b: b.name });
    const number = String(++this.#number);
    const [left, right] = [
      this.#document(number, `${a.name} a`, texts.a),
      this.#document(number, `${b.name} b`, texts.b),
    ];
    await vscode.commands.executeCommand('vscode.diff', left, right, `${a.name} ↔ ${b.name}`);
    return texts;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#closing.dispose();
  }

  #document(number: string, name: string, text: string): vscode.Uri {
    const path = `/${number}/${name.replaceAll('/', '∕')}.ini`;
    this.#texts.set(path, text);
    return vscode.Uri.from({ scheme: SCHEME, path });
  }
}
