// The documents that answer "Why?": text with links, and objects as they were at a revision. Both are
// made anew when the cluster goes on, for as long as they are open.
import * as vscode from 'vscode';
import { ROLES } from '../../views/roles';
import type { WhyText } from '../../views/causes/whyText';
import type { WhyAddress } from '../../views/causes/whyTarget';
import { Refresher } from '../refresher';
import type { Session } from '../session';

const WHY = 'clusterlab-why';
const OBJECT = 'clusterlab';
/** While time runs a page is made anew at most so often, real ms. */
const REFRESH_MS = 1_000;

/** An object at a revision, as it stands in a link; without a revision, as it is. */
export interface RevisionAddress extends WhyAddress {
  readonly revision: number;
}

export class WhyDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refresher = new Refresher(REFRESH_MS, () => {
    this.#refresh();
  });
  readonly onDidChange = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(WHY, this),
      vscode.workspace.registerTextDocumentContentProvider(OBJECT, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: WHY }, this),
      session.onDidChange(this.#refresher.soon),
      this.#refresher,
      this.#changed,
    ];
  }

  /** Opens the answer beside what is being read. */
  async show(address: WhyAddress): Promise<void> {
    const { namespace, name, kind } = address;
    const shownName = namespace === undefined ? name : `${namespace} ${name}`;
    const path = `/Why ${kind} ${shownName}.md`;
    const uri = vscode.Uri.from({ scheme: WHY, path, query: JSON.stringify(address) });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** What a revision changed of its object, or the object where there was none before. */
  async showRevision(address: RevisionAddress): Promise<void> {
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

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.scheme === OBJECT) return this.#objectText(uri);
    return (await this.#page(uri))?.text ?? 'No cluster is running.\n';
  }

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const page = await this.#page(document.uri);
    // The text of the editor may be a moment older.
    if (page?.text !== document.getText()) return [];
    return page.links.map(({ line, start, end, target }) => {
      const range = new vscode.Range(line, start, line, end);
      if ('component' in target) {
        const role = ROLES[target.component];
        const link = new vscode.DocumentLink(range, vscode.Uri.parse(role.link, true));
        link.tooltip = `${role.summary} Read on`;
        return link;
      }
      const { resource, revision, name, namespace } = target.object;
      const { group, kind } = resource;
      const address = {
        group,
        kind,
        name,
        revision,
        ...(namespace === undefined ? {} : { namespace }),
      };
      const link = new vscode.DocumentLink(range, commandUri('clusterLab.showRevision', address));
      link.tooltip = 'See what this revision changed';
      return link;
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #page(uri: vscode.Uri): Promise<WhyText | undefined> {
    const { shown, past } = this.#session;
    return shown === undefined
      ? undefined
      : pageOf(shown.cluster, past !== undefined, addressIn(uri));
  }

  async #objectText(uri: vscode.Uri): Promise<string> {
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

  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === WHY) this.#changed.fire(uri);
    }
  }
}

/** A link to a command with one argument, for documents and hovers. */
export function commandUri(command: string, argument: object): vscode.Uri {
  return vscode.Uri.parse(
    `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`,
    true,
  );
}

async function pageOf(
  cluster: NonNullable<Session['shown']>['cluster'],
  isPast: boolean,
  address: unknown,
): Promise<WhyText | undefined> {
  const [{ targetAt }, { whyObject }, { whyText }] = await Promise.all([
    import('../../views/causes/whyTarget'),
    import('../../views/causes/whyObject'),
    import('../../views/causes/whyText'),
  ]);
  const target = targetAt(cluster.history, address);
  if (target === undefined) return undefined;
  const { history, verdicts, observerApi } = cluster;
  const trial = isPast ? undefined : () => cluster.schedulerTrial();
  const object = history.objectAt(target.resource, target.namespace, target.name);
  return whyText(whyObject({ history, verdicts, observerApi, trial }, target, object));
}

function objectUri(address: RevisionAddress): vscode.Uri {
  const path = `/${address.kind} ${address.name} revision ${String(address.revision)}.yaml`;
  return vscode.Uri.from({ scheme: OBJECT, path, query: JSON.stringify(address) });
}

/** What the query of a document's address says; anything for one that somebody typed. */
function addressIn(uri: vscode.Uri): unknown {
  try {
    return JSON.parse(uri.query);
  } catch {
    return undefined;
  }
}
