// Mounts the volumes of one pod, again and again until all are there.
import type { Pod } from '../../apis/generated/core/v1';
import type { KubeletContext } from './kubeletContext';
import { needsAttaching, volumeProblems } from './podVolumes';

const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;

export type MountResult =
  | { readonly kind: 'mounted' }
  /** A disk is not attached yet: the attach/detach controller tells. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly retryMs: number };

export class VolumeMounter {
  readonly #context: KubeletContext;
  #retryMs = MIN_RETRY_MS;

  constructor(context: KubeletContext) {
    this.#context = context;
  }

  mount(pod: Pod): MountResult {
    const { client, recorder } = this.#context;
    const problems = volumeProblems(pod, client);
    if (problems.length === 0) return { kind: needsAttaching(pod, client) ? 'waiting' : 'mounted' };
    for (const problem of problems) recorder.event(pod, 'Warning', 'FailedMount', problem);
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    return { kind: 'failed', retryMs };
  }
}
