// Context keys for menus, welcome views and the walkthrough: what phase the cluster is in, and what
// the learner has seen happen.
import * as vscode from 'vscode';
import type { Session } from './session';

export class ContextKeys implements vscode.Disposable {
  readonly #session: Session;
  readonly #values = new Map<string, unknown>();
  readonly #subscription: vscode.Disposable;

  constructor(session: Session) {
    this.#session = session;
    this.#subscription = session.onDidChange(() => {
      this.#update();
    });
    this.#update();
  }

  set(name: string, value: unknown): void {
    if (this.#values.get(name) === value) return;
    this.#values.set(name, value);
    void vscode.commands.executeCommand('setContext', `clusterLab.${name}`, value);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update(): void {
    const { phase, running, past, shown } = this.#session;
    this.set('phase', phase);
    this.set('playing', shown?.pacer.isPlaying ?? false);
    this.set('lookingBack', past !== undefined);
    this.set('saved', running === undefined && this.#session.hasSavedCluster);
  }
}
