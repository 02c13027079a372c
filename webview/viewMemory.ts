// Remembers what is seen: in the page's own state at once, and by the host, since a browser that is
// reloaded loses what VS Code has not written away yet.
import { readSavedView, type SavedView, type WebviewMessage } from './protocol';
import type { VsCodeApi } from './vsCodeApi';

/** A turn of the wheel is many steps: the host is told when it has come to rest, ms. */
const REST_MS = 100;

export class ViewMemory {
  readonly #api: VsCodeApi;
  #view: SavedView;
  #timer = 0;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.#view = readSavedView(api.getState());
    window.addEventListener('pagehide', () => {
      this.#flush();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#flush();
    });
  }

  get view(): SavedView {
    return this.#view;
  }

  set view(view: SavedView) {
    this.#view = view;
    this.#api.setState(view);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#flush();
    }, REST_MS);
  }

  #flush(): void {
    if (this.#timer === 0) return;
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const message: WebviewMessage = { type: 'view', view: this.#view };
    this.#api.postMessage(message);
  }
}
