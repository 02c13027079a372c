// Apply and Delete above each document of a manifest, and for the whole file.
import * as vscode from 'vscode';
import type { ManifestOutcome } from '../../kubectl/manifestVerb';
import { codeLenses, lensPlace } from '../../manifest/codeLenses';
import type { ManifestAnalyzer } from '../../manifest/manifestAnalyzer';
import { lensTitle } from '../lensTitle';
import type { AppliedResults } from './appliedResults';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

/** Up to so many are handed out with their commands: they are drawn in one go. */
const MAX_READY = 100;

/** The lenses of a file, of one revision of its analysis and of the results. */
interface KnownLenses {
  readonly version: string;
  readonly lenses: PlacedLens[];
}

export class ManifestCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: ManifestDocuments;
  readonly #results: AppliedResults;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly #known = new WeakMap<ManifestAnalyzer, KnownLenses>();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: ManifestDocuments, results: AppliedResults) {
    this.#documents = documents;
    this.#results = results;
    const refresh = (): void => {
      this.#changed.fire();
    };
    this.#subscription = vscode.Disposable.from(
      documents.onDidAnalyze(refresh),
      results.onDidChange(refresh),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const analyzer = this.#documents.current(document);
    if (analyzer === undefined) return [];
    const lenses = this.#lenses(document, analyzer);
    return lenses.length > MAX_READY ? lenses : lenses.map((lens) => this.resolveCodeLens(lens));
  }

  /** Of many, only what is seen gets its command: VS Code works on a command as long as on all the rest. */
  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    if (lens instanceof PlacedLens) lens.command = lens.makeCommand();
    return lens;
  }

  /** The same lenses as long as nothing has changed: those that were seen keep their commands. */
  #lenses(document: vscode.TextDocument, analyzer: ManifestAnalyzer): PlacedLens[] {
    const version = `${String(analyzer.revision)} ${String(this.#results.version)}`;
    const known = this.#known.get(analyzer);
    if (known?.version === version) return known.lenses;
    const lenses = [...actions(document, analyzer), ...this.#outcomes(document, analyzer)];
    this.#known.set(analyzer, { version, lenses });
    return lenses;
  }

  /** What became of each document, beside its lenses. */
  #outcomes(document: vscode.TextDocument, analyzer: ManifestAnalyzer): readonly PlacedLens[] {
    if (!this.#results.has(document.uri)) return [];
    return analyzer.documents.flatMap((each) => {
      const range = lensPlace(each);
      const outcomes = this.#results.of(document.uri, each.index, each.text);
      if (range === undefined || outcomes.length === 0) return [];
      return [new PlacedLens(toRange(range, analyzer.lines), () => outcomeCommand(outcomes))];
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function actions(document: vscode.TextDocument, analyzer: ManifestAnalyzer): readonly PlacedLens[] {
  return codeLenses(analyzer).map(({ action, title, documentIndex, range }) => {
    const whole = documentIndex === undefined;
    return new PlacedLens(toRange(range, analyzer.lines), () => ({
      title,
      command: `clusterLab.${action}${whole ? 'File' : 'Document'}`,
      arguments: whole ? [document.uri] : [document.uri, documentIndex],
    }));
  });
}

/** Where something stands, and what it becomes when it is seen. */
class PlacedLens extends vscode.CodeLens {
  readonly makeCommand: () => vscode.Command;

  constructor(range: vscode.Range, makeCommand: () => vscode.Command) {
    super(range);
    this.makeCommand = makeCommand;
  }
}

function outcomeCommand(outcomes: readonly ManifestOutcome[]): vscode.Command {
  const [first = ''] = outcomes.map(({ message }) => message.split('\n', 1)[0] ?? '');
  const failed = outcomes.some(({ outcome }) => outcome === 'failed');
  const more = outcomes.length > 1 ? ` (+${String(outcomes.length - 1)})` : '';
  return {
    title: lensTitle(failed ? 'error' : 'check', `${first}${more}`),
    command: 'clusterLab.showOutput',
    tooltip: 'Show the output',
  };
}
