// What came from outside, as lines of an output channel: a learner sees their own kubectl at work.
import * as vscode from 'vscode';
import type { AnsweredRequest } from '../../server/apiListener';

/** The same request over and over (a client that polls) is one line with a count. */
export class RequestLog implements vscode.Disposable {
  readonly #output = vscode.window.createOutputChannel('Cluster Lab: API Requests', 'log');
  readonly #clockText: () => string;

  /** `clockText`: the cluster's time. */
  constructor(clockText: () => string) {
    this.#clockText = clockText;
  }

  add(answered: AnsweredRequest): void {
    this.#output.appendLine(`${this.#clockText()} ${requestLine(answered)}`);
  }

  show(): void {
    this.#output.show(true);
  }

  dispose(): void {
    this.#output.dispose();
  }
}

/** `kubernetes-admin (kubectl) GET /api/v1/nodes 200` */
function requestLine({ user, userAgent, method, target, code }: AnsweredRequest): string {
  const client = userAgent.split('/')[0] ?? '';
  const who = client === '' ? user : `${user} (${client})`;
  return `${who} ${method} ${target} ${String(code)}`;
}
