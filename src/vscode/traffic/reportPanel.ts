// Pages about traffic, without scripts: the report of one target, which is drawn anew while it can
// be seen, and the comparison of one node with a cluster.
import * as vscode from 'vscode';
import { trafficPage } from '../../views/traffic/trafficPage';
import { editorColumn } from '../editorPlace';
import { Refresher } from '../refresher';
import type { Session } from '../session';
import { stillPage } from '../webviewPage';

const REDRAW_MS = 1000;

export class ReportPanel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #session: Session;
  readonly #subscription: vscode.Disposable;
  #report: vscode.WebviewPanel | undefined;
  #comparison: vscode.WebviewPanel | undefined;
  #traffic = '';
  readonly #refresher = new Refresher(REDRAW_MS, () => {
    this.#drawReport();
  });

  constructor(extensionUri: vscode.Uri, session: Session) {
    this.#extensionUri = extensionUri;
    this.#session = session;
    this.#subscription = session.onDidChange(this.#refresher.soon);
  }

  showReport(traffic: string): void {
    this.#traffic = traffic;
    if (this.#report === undefined) {
      this.#report = this.#open('clusterLab.trafficReport', 'Traffic Report');
      this.#report.onDidDispose(() => {
        this.#report = undefined;
      });
      this.#report.onDidChangeViewState(() => {
        this.#drawReport();
      });
    }
    this.#report.reveal();
    this.#drawReport();
  }

  showComparison(body: string): void {
    if (this.#comparison === undefined) {
      this.#comparison = this.#open('clusterLab.comparison', 'One Node Against a Cluster');
      this.#comparison.onDidDispose(() => {
        this.#comparison = undefined;
      });
    }
    this.#comparison.reveal();
    this.#fill(this.#comparison, body);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresher.dispose();
    this.#report?.dispose();
    this.#comparison?.dispose();
  }

  #drawReport(): void {
    if (this.#report?.visible !== true) return;
    const cluster = this.#session.shown?.cluster;
    const run = cluster?.traffic.run(this.#traffic);
    const body =
      cluster === undefined || run === undefined
        ? '<p>This traffic belonged to a cluster that is not running any more.</p>'
        : trafficPage(run, cluster.simulation.nowMs);
    this.#fill(this.#report, body);
  }

  #open(type: string, title: string): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(type, title, editorColumn(), {
      localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'media')],
    });
  }

  /** The body comes from our own pages, which escape all names. */
  #fill({ webview, title }: vscode.WebviewPanel, body: string): void {
    const style = webview.asWebviewUri(
      vscode.Uri.joinPath(this.#extensionUri, 'media', 'traffic.css'),
    );
    const { cspSource } = webview;
    webview.html = stillPage({ cspSource, styleUri: style.toString() }, { title, body });
  }
}
