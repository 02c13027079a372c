// The page that answers "Why?", without scripts: made anew when the cluster goes on, while it can be
// seen. Links lead to what a revision changed.
import * as vscode from 'vscode';
import type { ObjectRef } from '../../views/causes/causeStep';
import type { WhyAddress } from '../../views/causes/whyTarget';
import { commandUri } from '../commandUri';
import { editorColumn } from '../editorPlace';
import { Refresher } from '../refresher';
import type { Session } from '../session';
import { stillPage } from '../webviewPage';
import type { RevisionAddress } from './revisionDocuments';

const SHOW_REVISION = 'clusterLab.showRevision';
/** While time runs the page is made anew at most so often, real ms. */
const REFRESH_MS = 1_000;

export class WhyPanel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #session: Session;
  readonly #log: (text: string) => void;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #address: WhyAddress | undefined;
  /** What the panel shows: where nothing has changed it is left alone, with its selection and focus. */
  #body = '';
  readonly #refresher = new Refresher(REFRESH_MS, () => {
    void this.#draw();
  });

  constructor(extensionUri: vscode.Uri, session: Session, log: (text: string) => void) {
    this.#extensionUri = extensionUri;
    this.#session = session;
    this.#log = log;
    this.#subscription = session.onDidChange(this.#refresher.soon);
  }

  async show(address: WhyAddress): Promise<void> {
    const { namespace, name, kind } = address;
    const title = `Why ${kind} ${namespace === undefined ? name : `${namespace} ${name}`}`;
    this.#address = address;
    if (this.#panel === undefined) this.#panel = this.#open(title);
    else this.#panel.reveal();
    this.#panel.title = title;
    await this.#draw();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresher.dispose();
    this.#panel?.dispose();
  }

  #open(title: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('clusterLab.why', title, editorColumn(), {
      localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'media')],
      enableCommandUris: [SHOW_REVISION],
      enableFindWidget: true,
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#body = '';
    });
    panel.onDidChangeViewState(this.#refresher.soon);
    return panel;
  }

  async #draw(): Promise<void> {
    if (this.#panel?.visible !== true || this.#address === undefined) return;
    const address = this.#address;
    try {
      const body = await this.#page(address);
      // While the page was made, the panel may have been closed or asked of another object.
      const panel = this.#panel;
      if (panel === undefined || this.#address !== address || this.#body === body) return;
      this.#body = body;
      this.#fill(panel, body);
    } catch (error) {
      this.#log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** The body comes from our own page, which escapes all names. */
  #fill({ webview }: vscode.WebviewPanel, body: string): void {
    const style = vscode.Uri.joinPath(this.#extensionUri, 'media', 'why.css');
    const sources = {
      cspSource: webview.cspSource,
      styleUri: webview.asWebviewUri(style).toString(),
    };
    webview.html = stillPage(sources, { title: 'Why?', body });
  }

  async #page(address: WhyAddress): Promise<string> {
    const { shown, past } = this.#session;
    const [{ targetAt }, { whyObject }, { whyPage }] = await Promise.all([
      import('../../views/causes/whyTarget'),
      import('../../views/causes/whyObject'),
      import('../../views/causes/whyPage'),
    ]);
    if (shown === undefined) return '<p>No cluster is running.</p>';
    const { cluster } = shown;
    const target = targetAt(cluster.history, address);
    if (target === undefined) return '<p>There is no such kind in this cluster.</p>';
    const { history, verdicts, observerApi } = cluster;
    const trial = past === undefined ? () => cluster.schedulerTrial() : undefined;
    const object = history.objectAt(target.resource, target.namespace, target.name);
    const model = whyObject({ history, verdicts, observerApi, trial }, target, object);
    return whyPage(model, revisionLink);
  }
}

function revisionLink({ resource, namespace, name, revision }: ObjectRef): string {
  const { group, kind } = resource;
  const address: RevisionAddress = {
    group,
    kind,
    name,
    revision,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return commandUri(SHOW_REVISION, address).toString();
}
