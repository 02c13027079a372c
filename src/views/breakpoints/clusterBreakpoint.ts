// Where the cluster's time is to stop: conditions on single writes, since whatever happens in a cluster
// that others can see is a write to the API server.
import type { LabelRequirement } from '../../apimachinery/labelSelector';
import type { Resource } from '../../apimachinery/resource';
import type { CauseComponent } from '../causes/causeStep';

/** Which objects; what is left out may be anything. */
export interface ObjectChoice {
  readonly namespace?: string;
  readonly name?: string;
  /** Absent: all labels. */
  readonly labels?: readonly LabelRequirement[];
}

export type ClusterBreakpoint =
  /** An object is created, changed or deleted; with a `path`, only where the values there change. */
  | ({
      readonly type: 'change';
      readonly resource: Resource;
      readonly path?: string;
    } & ObjectChoice)
  /** A component writes anything but its lease. */
  | { readonly type: 'write'; readonly component: CauseComponent; readonly node?: string }
  /** An Event is recorded, or counted once more; `reason` absent: any; `warning`: only of type Warning. */
  | ({
      readonly type: 'event';
      readonly reason?: string;
      readonly warning?: true;
      /** Of the object that it is about. */
      readonly kind?: string;
    } & Pick<ObjectChoice, 'namespace' | 'name'>)
  /** A pod enters a phase. */
  | ({ readonly type: 'phase'; readonly phase: PodPhase } & ObjectChoice)
  /** A node's Ready condition stops being True. */
  | { readonly type: 'nodeNotReady' };

export const POD_PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;
export type PodPhase = (typeof POD_PHASES)[number];
