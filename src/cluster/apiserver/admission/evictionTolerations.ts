// How long pods stay on a node that is lost, unless they say otherwise: flags of kube-apiserver.
// Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/

export interface EvictionTolerations {
  /** --default-not-ready-toleration-seconds. */
  readonly notReadyTolerationSeconds: number;
  /** --default-unreachable-toleration-seconds. */
  readonly unreachableTolerationSeconds: number;
}

export const EVICTION_TOLERATIONS: EvictionTolerations = {
  notReadyTolerationSeconds: 300,
  unreachableTolerationSeconds: 300,
};
