// Annotations of Endpoints, and what they say to those who read them.
// Source: https://kubernetes.io/docs/reference/labels-annotations-taints/

/** When the change was made that led to the newest addresses. */
export const TRIGGER_TIME_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Held by a component that elects its leader this way: the object has no service. */
export const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';
