// The API server serves while both its own process and etcd run.
import type { ApiServer } from './apiserver/apiServer';
import type { Component } from './client/component';

export class Serving {
  readonly #api: ApiServer;
  #running = 0;
  #parts = 0;

  constructor(api: ApiServer) {
    this.#api = api;
    this.#api.setServing(false);
  }

  /** One of the processes that have to run. */
  part(): Component {
    this.#parts++;
    let runs = false;
    const set = (value: boolean): void => {
      if (runs === value) return;
      runs = value;
      this.#running += value ? 1 : -1;
      this.#api.setServing(this.#running === this.#parts);
    };
    return {
      start: () => {
        set(true);
      },
      stop: () => {
        set(false);
      },
    };
  }
}
