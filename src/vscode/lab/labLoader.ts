// Loads what the editor does with lab files when the first one is open: a window without them never
// pays for it.
import * as vscode from 'vscode';
import type { Report } from '../report';

/** The id of the language of lab files, as package.json has it. */
const LANGUAGE = 'clusterlab';

export class LabLoader implements vscode.Disposable {
  readonly #report: Report;
  readonly #firstFile: vscode.Disposable;
  #documents: vscode.Disposable | undefined;
  #isLoading = false;
  #isDisposed = false;

  constructor(report: Report) {
    this.#report = report;
    this.#firstFile = vscode.workspace.onDidOpenTextDocument((document) => {
      this.#look(document);
    });
    for (const document of vscode.workspace.textDocuments) this.#look(document);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#firstFile.dispose();
    this.#documents?.dispose();
  }

  #look({ languageId }: vscode.TextDocument): void {
    if (languageId !== LANGUAGE || this.#isLoading) return;
    this.#isLoading = true;
    void this.#report.guard('Cluster Lab cannot check lab files', async () => {
      const { LabDocuments } = await import('./labDocuments');
      if (this.#isDisposed) return;
      this.#firstFile.dispose();
      this.#documents = new LabDocuments(LANGUAGE);
    });
  }
}
