// The scheduling framework: the points of a scheduling cycle at which plugins have a say.
// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/
//
// Differs from Kubernetes: what PreFilter and PreScore compute is handed on as a function
// (NodeFilter, NodeScorer) instead of through a CycleState; Permit has no plugin yet.
import type { ClusterEvent } from '../clusterEvent';
import type { NodeInfo } from '../nodeInfo';
import type { PodInfo } from '../podInfo';
import type { Diagnosis } from './diagnosis';
import type { Status } from './status';

/** The best score that a node can get from a plugin after normalizing; the worst is 0. */
export const MAX_NODE_SCORE = 100;

/** The cluster as one scheduling cycle sees it: informers' caches and the pods under way to a node. */
export interface ClusterSnapshot {
  readonly nodes: readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /** How many nodes have the image. */
  nodesWithImage(image: string): number;
}

export interface Plugin {
  /** As Kubernetes spells it: `NodeResourcesFit`. */
  readonly name: string;
  /**
   * Asked only about pods that this plugin refused: could the event make the pod schedulable
   * (EventsToRegister and its QueueingHintFn)? Without it no event does.
   */
  queueingHint?(pod: PodInfo, event: ClusterEvent): boolean;
}

/** Before a pod may enter the active queue. */
export interface PreEnqueuePlugin extends Plugin {
  preEnqueue(pod: PodInfo): Status | undefined;
}

export type NodeFilter = (node: NodeInfo) => Status | undefined;

/** At most one of `status` and the others is set. */
export interface PreFilterResult {
  /** The pod fits nowhere, whatever the nodes. */
  readonly status?: Status;
  /** Only these nodes come into question. */
  readonly nodeNames?: ReadonlySet<string>;
  /** Filter, made for this pod. */
  readonly filter?: NodeFilter;
}

export interface FilterPlugin extends Plugin {
  /** PreFilter. Undefined (Skip): every node is fine with this plugin. */
  preFilter(pod: PodInfo, snapshot: ClusterSnapshot): PreFilterResult | undefined;
}

/** What a PostFilter plugin achieved after no node was found. */
export interface PostFilterResult {
  /** Appended to the FailedScheduling message; undefined where the pod may fit next time. */
  readonly message: string | undefined;
  /** What has to be done so that it fits next time. */
  readonly nominated?: Nominated;
}

/** Room that is made for a pod. */
export interface Nominated {
  readonly node: string;
  /** To be evicted from there. */
  readonly victims: readonly PodInfo[];
}

/** After no node was found: preemption. `filters` are those of the failed cycle. */
export interface PostFilterPlugin extends Plugin {
  postFilter(
    pod: PodInfo,
    snapshot: ClusterSnapshot,
    diagnosis: Diagnosis,
    filters: readonly NodeFilter[],
  ): PostFilterResult;
}

export interface NodeScorer {
  /** Higher is better, in the plugin's own scale where it normalizes, else 0 to MAX_NODE_SCORE. */
  score(node: NodeInfo): number;
  /** NormalizeScore: brings the scores of all nodes, in place, to whole numbers 0 to MAX_NODE_SCORE. */
  normalize?(scores: Float64Array): void;
}

export interface ScorePlugin extends Plugin {
  /** PreScore. Undefined (Skip): this plugin has no preference for this pod. */
  preScore(
    pod: PodInfo,
    nodes: readonly NodeInfo[],
    snapshot: ClusterSnapshot,
  ): NodeScorer | undefined;
}

/** Around the binding, for plugins that keep books of their own. */
export interface ReservePlugin extends Plugin {
  reserve(pod: PodInfo, nodeName: string): Status | undefined;
  /** The pod did not come to the node after all; called for plugins that never reserved, too. */
  unreserve(pod: PodInfo, nodeName: string): void;
}

/** What a pod waits for between the choice of its node and the binding. */
export interface PreBinding {
  /** In words, for the event where it comes to nothing: `binding volumes`. */
  readonly what: string;
  /** Asked every second. */
  isDone(): boolean;
}

export interface PreBindPlugin extends Plugin {
  /** Undefined: nothing to wait for. Throws as {@link BindPlugin.bind} does. */
  preBind(pod: PodInfo, nodeName: string): PreBinding | undefined;
}

export interface BindPlugin extends Plugin {
  /** Throws ApiStatusError or ApiConnectionError where the API server refuses or is away. */
  bind(pod: PodInfo, nodeName: string): void;
}

/** A score plugin and how much its score counts. */
export interface WeightedScorePlugin {
  readonly plugin: ScorePlugin;
  readonly weight: number;
}

/** Which plugins run at which point, in order. */
export interface Profile {
  readonly preEnqueue: readonly PreEnqueuePlugin[];
  readonly filter: readonly FilterPlugin[];
  readonly postFilter: readonly PostFilterPlugin[];
  readonly score: readonly WeightedScorePlugin[];
  readonly reserve: readonly ReservePlugin[];
  readonly preBind: readonly PreBindPlugin[];
  readonly bind: BindPlugin;
}
