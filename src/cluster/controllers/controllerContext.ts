// What every controller of the controller manager is given: one client, shared caches, the clock.
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import type { Client } from '../client/client';
import type { ComponentContext } from '../client/component';
import { EventRecorder } from '../client/eventRecorder';
import { InformerFactory } from '../client/informerFactory';
import { indexPods } from './podIndexes';

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
  readonly informers: InformerFactory;
  readonly #context: ComponentContext;

  constructor(context: ComponentContext) {
    this.#context = context;
    this.simulation = context.simulation;
    this.client = context.client;
    this.clock = context.clock;
    this.informers = new InformerFactory(context.simulation, context.client);
    indexPods(this.informers);
  }

  /** Events of one controller, e.g. `deployment-controller`. */
  recorder(component: string): EventRecorder {
    return new EventRecorder(this.#context, { component });
  }
}
