// What the kubelet itself remembers of one container; all else it asks the runtime.
import type { BackOff } from './backOff';
import type { ContainerProber } from './containerProber';

export interface WaitingState {
  readonly reason: string;
  readonly message?: string;
}

/** Optional parts are made when first needed: most containers never need them. */
export interface ContainerWork {
  /** Why it is not running, where that is more than "being created". */
  waiting: WaitingState | undefined;
  /** Passed its startup probe and postStart hook. */
  isStarted: boolean;
  isReady: boolean;
  prober: ContainerProber | undefined;
  restartBackOff: BackOff | undefined;
  pullBackOff: BackOff | undefined;
  pullFailedAtMs: number | undefined;
  pullError: string | undefined;
  /** No try to start it before then, virtual ms. */
  retryAtMs: number | undefined;
  /** Id of the dead container that has been shown as such before its back-off is told. */
  shownDead: string | undefined;
}

export function newContainerWork(): ContainerWork {
  return {
    waiting: undefined,
    isStarted: false,
    isReady: false,
    prober: undefined,
    restartBackOff: undefined,
    pullBackOff: undefined,
    pullFailedAtMs: undefined,
    pullError: undefined,
    retryAtMs: undefined,
    shownDead: undefined,
  };
}
