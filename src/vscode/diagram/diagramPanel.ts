// The diagram's editor: one panel, which shows the session's cluster while it can be seen. Models
// are computed at most ten times a second, however fast the cluster changes.
import * as vscode from 'vscode';
import { diagram } from '../../views/diagram/diagram';
import type { Canvas, DiagramTarget, PictureId } from '../../views/diagram/diagramModel';
import { shapeDetails } from '../../views/diagram/shapeDetails';
import type { Scene, WebviewMessage, HostMessage } from '../../../webview/protocol';
import { editorColumn } from '../editorPlace';
import { outage } from '../../views/outage';
import { fillWebview } from '../fillWebview';
import { lookingBackText } from '../lookingBackText';
import { Refresher } from '../refresher';
import type { Session } from '../session';
import { diagramHtml } from './diagramHtml';
import { RecentWriters } from './recentWriters';
import type { ViewFile } from './viewFile';

export const DIAGRAM_VIEW_TYPE = 'clusterLab.diagram';

export interface DiagramPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly session: Session;
  /** Remembers what is seen over a reload. */
  readonly views: ViewFile;
  /** Writes to the extension's log. */
  readonly log: (text: string) => void;
  /** Told when the learner selects a component to read what it is for. */
  readonly onComponentChosen: () => void;
}

const SEND_INTERVAL_MS = 100;
const FIRST_CANVAS: Canvas = { width: 1200, height: 720 };

export class DiagramPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: DiagramPanelOptions;
  readonly #serializer: vscode.Disposable;
  #open: OpenPanel | undefined;

  constructor(options: DiagramPanelOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(DIAGRAM_VIEW_TYPE, this);
  }

  /** Opens the diagram, beside the editor that is in use, or brings it to the front. */
  show(picture?: PictureId): void {
    if (this.#open !== undefined) {
      this.#open.panel.reveal();
      if (picture !== undefined) this.#open.choose(picture);
      return;
    }
    const column =
      vscode.window.activeTextEditor === undefined ? editorColumn() : vscode.ViewColumn.Beside;
    this.#options.views.forget();
    const place = { viewColumn: column, preserveFocus: false };
    this.#adopt(
      vscode.window.createWebviewPanel(DIAGRAM_VIEW_TYPE, 'Cluster Diagram', place),
      picture,
    );
  }

  /** A program outside the cluster, such as kubectl, was answered. */
  noteRequest(): void {
    this.#open?.noteRequest();
  }

  /** After a reload of the window. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#open === undefined) this.#adopt(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, picture?: PictureId): void {
    const open = new OpenPanel(panel, this.#options, picture);
    this.#open = open;
    panel.onDidDispose(() => {
      open.dispose();
      if (this.#open === open) this.#open = undefined;
    });
  }
}

class OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly #options: DiagramPanelOptions;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #writers = new RecentWriters();
  /** The picture that a command asked for, until the page shows it. */
  #wanted: PictureId | undefined;
  #ready = false;
  #picture: PictureId = 'cluster';
  #canvas = FIRST_CANVAS;
  #chosen: DiagramTarget | undefined;
  readonly #refresher = new Refresher(SEND_INTERVAL_MS, () => {
    this.#send();
  });
  #askedFromOutside = false;

  constructor(panel: vscode.WebviewPanel, options: DiagramPanelOptions, wanted?: PictureId) {
    this.panel = panel;
    this.#options = options;
    this.#wanted = wanted;
    const { session } = options;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: WebviewMessage) => {
        this.#receive(message);
      }),
      panel.onDidChangeViewState(this.#refresher.soon),
      session.onDidChange(this.#refresher.soon),
      this.#refresher,
      this.#writers,
    ];
    fillWebview(panel, options.extensionUri, 'diagram', diagramHtml);
  }

  /** Has the page show a picture; it answers as if the learner had chosen it. */
  choose(picture: PictureId): void {
    this.#wanted = picture;
    // A page that was hidden is made anew and says when it is there.
    if (!this.#ready || this.#picture === picture) return;
    const message: HostMessage = { type: 'picture', picture };
    void this.panel.webview.postMessage(message);
  }

  /** Of a thousand requests as of one: an arrow in one picture, which is sent with the next. */
  noteRequest(): void {
    if (this.#picture !== 'components' || !this.panel.visible) return;
    this.#askedFromOutside = true;
    this.#refresher.soon();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #receive(message: WebviewMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#picture = message.picture;
        this.#setCanvas(message.canvas);
        this.#chosen = undefined;
        this.#restoreView();
        if (this.#wanted !== undefined) this.choose(this.#wanted);
        break;
      case 'picture':
        this.#picture = message.picture;
        this.#wanted = undefined;
        break;
      case 'view':
        this.#options.views.save(message.view);
        return;
      case 'canvas':
        this.#setCanvas(message.canvas);
        break;
      case 'select':
        this.#chosen = message.target;
        if (message.target?.type === 'role') this.#options.onComponentChosen();
        break;
      case 'why':
        void vscode.commands.executeCommand('clusterLab.why', this.#chosen);
        return;
      case 'command':
        void vscode.commands.executeCommand(`clusterLab.${message.command}`);
        return;
      case 'speed':
        void vscode.commands.executeCommand('clusterLab.setSpeed', message.speed);
        return;
      case 'link':
        void vscode.env.openExternal(vscode.Uri.parse(message.href, true));
        return;
      case 'error':
        this.#options.log(`diagram: ${message.text}`);
        return;
    }
    // What the learner asked for comes at once.
    this.#refresher.now();
  }

  /** What the page remembers itself may be older. */
  #restoreView(): void {
    const view = this.#options.views.load();
    if (view === undefined) return;
    this.#picture = view.picture;
    const message: HostMessage = { type: 'view', view };
    void this.panel.webview.postMessage(message);
  }

  /** A panel that is just being opened has no size yet. */
  #setCanvas({ width, height }: Canvas): void {
    if (width > 50 && height > 50) this.#canvas = { width, height };
  }

  #send(): void {
    if (!this.#ready || !this.panel.visible) return;
    const message: HostMessage = { type: 'scene', scene: this.#scene() };
    void this.panel.webview.postMessage(message);
  }

  #scene(): Scene {
    const { session } = this.#options;
    const { state, shown, phase } = session;
    this.#writers.follow(state, shown?.cluster.simulation.trace);
    if (state === undefined || shown === undefined) {
      return phase === 'restoring'
        ? { type: 'starting', text: 'Bringing the cluster back as it was…' }
        : { type: 'stopped' };
    }
    try {
      const askedFromOutside = this.#askedFromOutside;
      this.#askedFromOutside = false;
      const options = {
        canvas: this.#canvas,
        active: this.#writers.take(),
        askedFromOutside,
        traffic: shown.cluster.traffic.active,
      };
      const past = lookingBackText(session);
      const notice = outage(shown)?.text;
      const details = this.#chosen && shapeDetails(state, this.#chosen);
      return {
        type: 'picture',
        model: diagram(state, this.#picture, options),
        clock: {
          text: session.clockText(),
          playing: shown.pacer.isPlaying,
          speed: shown.pacer.speed,
        },
        ...(details !== undefined && { details }),
        ...(notice !== undefined && { notice }),
        ...(past !== undefined && { past }),
      };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#options.log(`diagram: ${error instanceof Error ? (error.stack ?? text) : text}`);
      return { type: 'failed', text };
    }
  }
}
