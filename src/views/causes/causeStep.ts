// One step of the way from a request to what became of it, in words for a person.
import type { ObjectName } from '../objectName';
import type { ComponentId } from '../roles';

/** Who took a step: a component, somebody outside (a user, a tool), or the hand on the hardware. */
export type CauseComponent = ComponentId | 'outside' | 'hardware';

/** Part of the cluster, and no hand from outside. */
export function isComponent(component: CauseComponent): component is ComponentId {
  return component !== 'outside' && component !== 'hardware';
}

/** An object as it was at a revision. */
export interface ObjectRef extends ObjectName {
  readonly revision: number;
}

export interface CauseStep {
  readonly traceId: number;
  /** Virtual ms. */
  readonly atMs: number;
  readonly component: CauseComponent;
  /** Which one of several: the node of a kubelet, the controller in the controller manager. */
  readonly instance?: string;
  /** What it did, as a sentence without its subject: `made Pod default/web-1`. */
  readonly text: string;
  /** What it wrote. */
  readonly object?: ObjectRef;
  /** That something else set it off too, or how often it came before. */
  readonly note?: string;
}
