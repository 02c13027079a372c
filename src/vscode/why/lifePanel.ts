// The editor that shows the life of a request while it unfolds: a Mermaid sequence diagram that grows
// with the cluster's time.
import * as vscode from 'vscode';
import type { LifeHostMessage, LifeWebviewMessage } from '../../../webview/protocol';
import type { RequestLife } from '../../views/causes/requestLife';
import { editorColumn } from '../editorPlace';
import { fillWebview } from '../fillWebview';
import { Refresher } from '../refresher';
import type { Session } from '../session';
import { lifeHtml } from './lifeHtml';

const SEND_INTERVAL_MS = 200;
const NOTHING =
  'Nothing has been asked for yet: apply a manifest, and what it sets off is drawn here.';

export class LifePanel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #session: Session;
  readonly #log: (text: string) => void;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #life: RequestLife | undefined;
  /** Undefined: the newest request, whichever that is. */
  #traceId: number | undefined;
  readonly #refresher = new Refresher(SEND_INTERVAL_MS, () => {
    void this.#send();
  });

  constructor(extensionUri: vscode.Uri, session: Session, log: (text: string) => void) {
    this.#extensionUri = extensionUri;
    this.#session = session;
    this.#log = log;
    this.#subscription = session.onDidChange(this.#refresher.soon);
  }

  /** Shows one request, or follows the newest. */
  show(traceId?: number): void {
    this.#traceId = traceId;
    this.#life = undefined;
    if (this.#panel === undefined) this.#open();
    else this.#panel.reveal();
    this.#refresher.now();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresher.dispose();
    this.#panel?.dispose();
  }

  #open(): void {
    const place = { viewColumn: editorColumn(), preserveFocus: false };
    const panel = vscode.window.createWebviewPanel('clusterLab.requestLife', 'What Happens', place);
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.onDidChangeViewState(this.#refresher.soon);
    panel.webview.onDidReceiveMessage((message: LifeWebviewMessage) => {
      if (message.type === 'ready') this.#refresher.now();
      else if (message.type === 'command')
        void vscode.commands.executeCommand(`clusterLab.${message.command}`);
      else this.#log(`life of a request: ${message.text}`);
    });
    fillWebview(panel, this.#extensionUri, 'requestLife', lifeHtml);
  }

  async #send(): Promise<void> {
    if (this.#panel?.visible !== true) return;
    try {
      const message = await this.#message();
      await this.#panel.webview.postMessage(message);
    } catch (error) {
      this.#log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  async #message(): Promise<LifeHostMessage> {
    const { shown } = this.#session;
    if (shown === undefined) return { type: 'nothing', text: 'No cluster is running.' };
    const [{ RequestLife }, { lifeDiagram }] = await Promise.all([
      import('../../views/causes/requestLife'),
      import('../../views/causes/lifeDiagram'),
    ]);
    const { history } = shown.cluster;
    const newest = history.inputs.findLast(({ label }) => label === 'request')?.traceId;
    const traceId = this.#traceId ?? newest;
    if (traceId === undefined) return { type: 'nothing', text: NOTHING };
    // Another cluster (of the past, say) has entries of its own under the same numbers.
    if (this.#life?.isOf(history, traceId) !== true) this.#life = RequestLife.of(history, traceId);
    const life = this.#life;
    if (life === undefined)
      return { type: 'nothing', text: 'The record has let this request go: choose another.' };
    life.advance();
    return {
      type: 'life',
      life: lifeDiagram(life),
      clock: {
        text: this.#session.clockText(),
        playing: shown.pacer.isPlaying,
        speed: shown.pacer.speed,
      },
    };
  }
}
