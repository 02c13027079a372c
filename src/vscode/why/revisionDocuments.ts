// Objects as they were at a revision, as documents, and what a revision changed.
import * as vscode from 'vscode';
import type { WhyAddress } from '../../views/causes/whyTarget';
import type { Session } from '../session';

const SCHEME = 'clusterlab';

/** An object at a revision, as it stands in a link. */
export interface RevisionAddress extends WhyAddress {
  readonly revision: number;
}

export class RevisionDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #session: Session;
  readonly #subscription: vscode.Disposable;

  constructor(session: Session) {
    this.#session = session;
    this.#subscription = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** What a revision changed of its object, or the object where there was none before. */
  async show(address: RevisionAddress): Promise<void> {
    const cluster = this.#session.shown?.cluster;
    if (cluster === undefined) return;
    const { targetAt } = await import('../../views/causes/whyTarget');
    const target = targetAt(cluster.history, address);
    if (target === undefined) return;
    const { resource, namespace, name } = target;
    const before = cluster.history
      .changesOf(resource, namespace, name)
      .find(({ revision }) => revision < address.revision);
    const now = objectUri(address);
    if (before === undefined || before.type === 'deleted') {
      const document = await vscode.workspace.openTextDocument(now);
      await vscode.window.showTextDocument(document, { preview: true });
      return;
    }
    const title = `${address.kind} ${name}: revision ${String(before.revision)} ↔ ${String(address.revision)}`;
    const left = objectUri({ ...address, revision: before.revision });
    await vscode.commands.executeCommand('vscode.diff', left, now, title, { preview: true });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const cluster = this.#session.shown?.cluster;
    if (cluster === undefined) return '# No cluster is running.\n';
    const [{ targetAt }, { objectYaml }] = await Promise.all([
      import('../../views/causes/whyTarget'),
      import('../../views/debugger/objectYaml'),
    ]);
    const address = addressIn(uri) as Partial<RevisionAddress>;
    const target = targetAt(cluster.history, address);
    const revision = Number(address.revision);
    if (target === undefined) return '# There is no such kind in this cluster.\n';
    const { resource, namespace, name } = target;
    const object = cluster.history.objectAt(resource, namespace, name, revision);
    return object === undefined
      ? `# At revision ${String(revision)} it was not there, or its state is kept no more\n# (setting clusterLab.history.changes).\n`
      : objectYaml(object);
  }
}

function objectUri(address: RevisionAddress): vscode.Uri {
  const path = `/${address.kind} ${address.name} revision ${String(address.revision)}.yaml`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(address) });
}

/** What the query of a document's address says; anything for one that somebody typed. */
function addressIn(uri: vscode.Uri): unknown {
  try {
    return JSON.parse(uri.query);
  } catch {
    return undefined;
  }
}
