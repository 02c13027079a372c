// Works on keys one after the other, outside of the call that tells of them: what a controller's queue is for
// those of them that live outside of the cluster.
import { asError } from '../apimachinery/asError';
import { ApiStatusError, isApiError } from '../apimachinery/apiStatus';

export class KeyedWork {
  readonly #sync: (key: string) => Promise<void> | void;
  readonly #onBug: (error: Error) => void;
  readonly #keys = new Set<string>();
  #working = false;
  #stopped = false;

  /** `sync` may fail with errors of the API. */
  constructor(sync: (key: string) => Promise<void> | void, onBug: (error: Error) => void) {
    this.#sync = sync;
    this.#onBug = onBug;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#keys.add(key);
    if (this.#working) return;
    this.#working = true;
    setImmediate(() => void this.#work());
  }

  stop(): void {
    this.#stopped = true;
    this.#keys.clear();
  }

  async #work(): Promise<void> {
    // A set visits what is added meanwhile.
    for (const key of this.#keys) {
      this.#keys.delete(key);
      try {
        await this.#sync(key);
      } catch (error) {
        this.#failed(key, error);
      }
    }
    this.#working = false;
  }

  #failed(key: string, error: unknown): void {
    // Somebody was faster: what there is now has its turn again.
    if (error instanceof ApiStatusError && error.reason === 'Conflict') this.add(key);
    if (isApiError(error)) return;
    this.#onBug(asError(error));
  }
}
