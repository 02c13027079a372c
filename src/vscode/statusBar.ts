// The cluster in the status bar: how many nodes are ready, and its time; each a way to the commands.
import * as vscode from 'vscode';
import { isNodeReady } from '../apis/core/nodeState';
import { lookingBackText } from './lookingBackText';
import { outage } from '../views/outage';
import { Refresher } from './refresher';
import type { Session } from './session';
import type { Shown } from './shown';

/** The clock need not be drawn more often than this, real ms. */
const REDRAW_MS = 200;

export class StatusBar implements vscode.Disposable {
  readonly #session: Session;
  readonly #cluster = vscode.window.createStatusBarItem(
    'clusterLab.status',
    vscode.StatusBarAlignment.Left,
    11,
  );
  readonly #time = vscode.window.createStatusBarItem(
    'clusterLab.time',
    vscode.StatusBarAlignment.Left,
    10,
  );
  readonly #subscription: vscode.Disposable;
  readonly #refresher = new Refresher(REDRAW_MS, () => {
    this.#draw();
  });

  constructor(session: Session) {
    this.#session = session;
    this.#cluster.name = 'Cluster Lab: Cluster';
    this.#time.name = 'Cluster Lab: Time';
    this.#cluster.command = 'clusterLab.openDiagram';
    this.#time.command = 'clusterLab.timeMenu';
    this.#subscription = session.onDidChange(this.#refresher.soon);
    this.#draw();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresher.dispose();
    this.#cluster.dispose();
    this.#time.dispose();
  }

  #draw(): void {
    const { shown } = this.#session;
    if (shown === undefined) {
      this.#cluster.hide();
      this.#time.hide();
      return;
    }
    this.#drawCluster(shown);
    this.#drawTime(shown);
  }

  #drawCluster(shown: Shown): void {
    const down = outage(shown);
    const nodes = shown.state.nodes.list();
    const ready = nodes.filter(isNodeReady).length;
    const icon = ready === nodes.length ? 'server-environment' : 'warning';
    this.#cluster.text =
      down === undefined
        ? `$(${icon}) ${String(ready)}/${String(nodes.length)} nodes ready`
        : `$(error) ${down.title}`;
    this.#cluster.tooltip = down?.text ?? 'Cluster Lab: open the diagram of the cluster';
    this.#cluster.show();
  }

  #drawTime({ pacer }: Shown): void {
    const mode = pacer.isRunningFast
      ? '$(loading~spin)'
      : pacer.isPlaying
        ? '$(play)'
        : '$(debug-pause)';
    const past = lookingBackText(this.#session);
    const clock = `${this.#session.clockText()} ×${String(pacer.speed)}`;
    this.#time.text = past === undefined ? `${mode} ${clock}` : `$(history) ${mode} ${clock} past`;
    this.#time.backgroundColor =
      past === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#time.tooltip =
      past ??
      `Cluster Lab: the cluster's time ${pacer.isPlaying ? `runs at ${String(pacer.speed)} times real time` : 'is paused'}. Select to steer it.`;
    this.#time.show();
  }
}
