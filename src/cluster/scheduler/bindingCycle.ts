// What happens to a pod from the choice of its node to the binding: Reserve, PreBind, Bind. PreBind may
// take its time; the scheduler goes on with other pods meanwhile.
// Source: k8s.io/kubernetes/pkg/scheduler/schedule_one.go (bindingCycle), plugins/volumebinding (BindPodVolumes).
import { isApiError } from '../../apimachinery/apiStatus';
import type { Simulation, Timer } from '../../simulation/simulation';
import type { PreBinding, Profile } from './framework/plugin';
import type { PodInfo } from './podInfo';

const POLL_MS = 1_000;
/** bindTimeoutSeconds of VolumeBinding's arguments. */
const TIMEOUT_MS = 600_000;

/** Told once; `problem` where the pod is not bound. */
type BindingEnd = (problem: string | undefined) => void;

interface Waiting {
  readonly info: PodInfo;
  readonly nodeName: string;
  readonly plugin: string;
  readonly preBinding: PreBinding;
  readonly untilMs: number;
  readonly ended: BindingEnd;
}

export class BindingCycle {
  readonly #simulation: Simulation;
  readonly #profile: Profile;
  readonly #isGone: (pod: PodInfo) => boolean;
  readonly #timers = new Set<Timer>();

  /** `isGone`: the pod was deleted while it waited, so that nobody asks any more. */
  constructor(simulation: Simulation, profile: Profile, isGone: (pod: PodInfo) => boolean) {
    this.#simulation = simulation;
    this.#profile = profile;
    this.#isGone = isGone;
  }

  start(info: PodInfo, nodeName: string, ended: BindingEnd): void {
    const refusal = this.#reserve(info, nodeName);
    if (refusal === undefined) this.#preBind(info, nodeName, ended);
    else this.#giveUp(info, nodeName, ended, refusal);
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #reserve(info: PodInfo, nodeName: string): string | undefined {
    for (const plugin of this.#profile.reserve) {
      const status = plugin.reserve(info, nodeName);
      if (status === undefined) continue;
      return `running Reserve plugin "${plugin.name}": ${status.reasons.join(', ')}`;
    }
    return undefined;
  }

  #preBind(info: PodInfo, nodeName: string, ended: BindingEnd): void {
    for (const plugin of this.#profile.preBind) {
      try {
        const preBinding = plugin.preBind(info, nodeName);
        if (preBinding === undefined) continue;
        const untilMs = this.#simulation.nowMs + TIMEOUT_MS;
        // No two plugins have anything to wait for.
        this.#wait({ info, nodeName, plugin: plugin.name, preBinding, untilMs, ended });
        return;
      } catch (error) {
        const problem = `running PreBind plugin "${plugin.name}": ${messageOf(error)}`;
        this.#giveUp(info, nodeName, ended, problem);
        return;
      }
    }
    this.#bind(info, nodeName, ended);
  }

  #wait(waiting: Waiting): void {
    const look = (): void => {
      this.#timers.delete(timer);
      this.#look(waiting);
    };
    // It may come to nothing, so it does not keep a run from being idle.
    const options = { background: true };
    const subject = waiting.info.key;
    const timer = this.#simulation.schedule(POLL_MS, 'look again', subject, look, options);
    this.#timers.add(timer);
  }

  #look(waiting: Waiting): void {
    const { info, nodeName, plugin, preBinding, untilMs, ended } = waiting;
    if (this.#isGone(info)) this.#unreserve(info, nodeName);
    else if (preBinding.isDone()) this.#bind(info, nodeName, ended);
    else if (this.#simulation.nowMs < untilMs) this.#wait(waiting);
    else {
      const problem = `running PreBind plugin "${plugin}": ${preBinding.what}: context deadline exceeded`;
      this.#giveUp(info, nodeName, ended, problem);
    }
  }

  #bind(info: PodInfo, nodeName: string, ended: BindingEnd): void {
    const { bind } = this.#profile;
    try {
      bind.bind(info, nodeName);
    } catch (error) {
      const problem = `binding rejected: running Bind plugin "${bind.name}": ${messageOf(error)}`;
      this.#giveUp(info, nodeName, ended, problem);
      return;
    }
    ended(undefined);
  }

  #giveUp(info: PodInfo, nodeName: string, ended: BindingEnd, problem: string): void {
    this.#unreserve(info, nodeName);
    ended(problem);
  }

  #unreserve(info: PodInfo, nodeName: string): void {
    for (const plugin of this.#profile.reserve) plugin.unreserve(info, nodeName);
  }
}

/** The message of what the API server, or the way to it, answered; anything else is a bug of ours. */
function messageOf(error: unknown): string {
  if (isApiError(error)) return error.message;
  throw error;
}
