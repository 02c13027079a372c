// What every controller of the controller manager is given: a client of its own, shared caches, the clock.
// Source: k8s.io/kubernetes/cmd/kube-controller-manager (--use-service-account-credentials, as kubeadm sets it).
import { serviceAccountUser } from '../../apimachinery/userInfo';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import type { Client } from '../client/client';
import type { ComponentContext } from '../client/component';
import { EventRecorder } from '../client/eventRecorder';
import { InformerFactory } from '../client/informerFactory';
import { indexPods } from './podIndexes';

/** Where the service accounts of controllers are. */
export const CONTROLLER_NAMESPACE = 'kube-system';

/** A control loop. It is started once, when all caches are filled, and never after `stop`. */
export interface Controller {
  start(): void;
  stop(): void;
}

/** Lives as long as one run of the controller manager's process. */
export class ControllerContext {
  readonly simulation: Simulation;
  readonly client: Client;
  readonly clock: WallClock;
  /** Filled under the manager's own identity, whoever reads them. */
  readonly informers: InformerFactory;
  readonly #context: ComponentContext;
  readonly #recorders: EventRecorder[];

  constructor(
    context: ComponentContext,
    informers?: InformerFactory,
    recorders: EventRecorder[] = [],
  ) {
    this.#context = context;
    this.#recorders = recorders;
    this.simulation = context.simulation;
    this.client = context.client;
    this.clock = context.clock;
    this.informers = informers ?? new InformerFactory(context.simulation, context.client);
    if (informers === undefined) indexPods(this.informers);
  }

  /** The same caches for a controller that acts as a service account in kube-system. */
  as(account: string): ControllerContext {
    const client = this.client.as(serviceAccountUser(CONTROLLER_NAMESPACE, account));
    return new ControllerContext({ ...this.#context, client }, this.informers, this.#recorders);
  }

  /** Events of one controller, e.g. `deployment-controller`. */
  recorder(component: string): EventRecorder {
    const recorder = new EventRecorder(this.#context, { component });
    this.#recorders.push(recorder);
    return recorder;
  }

  /** With the process: events that wait to be written are lost. */
  stopRecorders(): void {
    for (const recorder of this.#recorders) recorder.stop();
  }
}
