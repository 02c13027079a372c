// A process of which the cluster has several, and of which one works: those that do not have the Lease wait, and
// one that loses it ends, so that the kubelet starts it anew.
// Source: k8s.io/kubernetes/cmd/{kube-scheduler,kube-controller-manager}/app (leaderElectAndRun).
//
// Differs from Kubernetes: one that waits keeps no caches; they are filled when it leads.
import type { Lease } from '../../../apis/generated/coordination/v1';
import type { Component, ComponentContext } from '../component';
import { EventRecorder } from '../eventRecorder';
import { LeaderElector } from './leaderElector';

export interface LeaderElectedOptions {
  /** The Lease in kube-system: `kube-scheduler`. */
  readonly name: string;
  /** The machine's name; a process is known by it and a number of its own. */
  readonly host: string;
  /** Whose events tell who leads: `default-scheduler`. */
  readonly component: string;
}

export class LeaderElected implements Component {
  readonly #context: ComponentContext;
  readonly #worker: Component;
  readonly #options: LeaderElectedOptions;
  #elector: LeaderElector | undefined;
  #recorder: EventRecorder | undefined;

  constructor(context: ComponentContext, worker: Component, options: LeaderElectedOptions) {
    this.#context = context;
    this.#worker = worker;
    this.#options = options;
  }

  start(exit?: (code: number) => void): void {
    if (this.#elector !== undefined) return;
    const { name, host, component } = this.#options;
    const identity = `${host}_${this.#context.simulation.random.uuid()}`;
    const recorder = new EventRecorder(this.#context, { component });
    const tell = (lease: Lease, what: string): void => {
      recorder.event(lease, 'Normal', 'LeaderElection', `${identity} ${what}`);
    };
    this.#recorder = recorder;
    this.#elector = new LeaderElector(this.#context, {
      name,
      identity,
      startedLeading: (lease) => {
        tell(lease, 'became leader');
        this.#worker.start();
      },
      stoppedLeading: (lease) => {
        tell(lease, 'stopped leading');
        this.stop();
        exit?.(1);
      },
    });
    this.#elector.start();
  }

  stop(): void {
    this.#elector?.stop();
    this.#elector = undefined;
    this.#worker.stop();
    this.#recorder?.stop();
    this.#recorder = undefined;
  }
}
