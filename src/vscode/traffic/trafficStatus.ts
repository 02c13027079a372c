// Traffic in the status bar, while some goes on: how users are served, and what it has cost so far.
import * as vscode from 'vscode';
import { trafficSummary } from '../../views/traffic/trafficSummary';
import { Refresher } from '../refresher';
import type { Session } from '../session';

const REDRAW_MS = 500;

export class TrafficStatus implements vscode.Disposable {
  readonly #session: Session;
  readonly #item = vscode.window.createStatusBarItem(
    'clusterLab.trafficStatus',
    vscode.StatusBarAlignment.Left,
    9,
  );
  readonly #subscription: vscode.Disposable;
  readonly #refresher = new Refresher(REDRAW_MS, () => {
    this.#draw();
  });

  constructor(session: Session) {
    this.#session = session;
    this.#item.name = 'Cluster Lab: Traffic';
    this.#item.command = 'clusterLab.showTrafficReport';
    this.#subscription = session.onDidChange(this.#refresher.soon);
    this.#draw();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresher.dispose();
    this.#item.dispose();
  }

  #draw(): void {
    const summary = trafficSummary(this.#session.shown?.cluster.traffic.active ?? []);
    if (summary === undefined) {
      this.#item.hide();
      return;
    }
    const { text, tooltip, isFailing } = summary;
    this.#item.text = `$(${isFailing ? 'warning' : 'broadcast'}) ${text}`;
    this.#item.tooltip = `Cluster Lab: ${tooltip} Select for the report.`;
    this.#item.backgroundColor = isFailing
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }
}
