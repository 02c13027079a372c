// What came from outside, as lines of an output channel: a learner sees their own kubectl at work.
import * as vscode from 'vscode';
import type { AnsweredRequest } from '../../server/apiListener';

/** Of those that are common, so that what follows stands in a column. */
const METHOD_WIDTH = 'DELETE'.length;

export class RequestLog implements vscode.Disposable {
  readonly #output = vscode.window.createOutputChannel('Cluster Lab: API Requests', 'log');
  readonly #clockText: () => string;

  /** `clockText`: the cluster's time. */
  constructor(clockText: () => string) {
    this.#clockText = clockText;
    this.#output.appendLine(
      'Requests of kubectl, Helm and other programs from outside, and how the API server answers:',
    );
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

/** `kubectl as kubernetes-admin  GET     200  /api/v1/nodes` */
function requestLine({ user, userAgent, method, target, code }: AnsweredRequest): string {
  const client = userAgent.split('/')[0] ?? '';
  const who = client === '' ? user : `${client} as ${user}`;
  return [who, method.padEnd(METHOD_WIDTH), String(code), target].join('  ');
}
