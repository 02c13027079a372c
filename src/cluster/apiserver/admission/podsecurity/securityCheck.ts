// What the checks of the Pod Security Standards share: the pod that they look at, and how they speak.
// Source: k8s.io/pod-security-admission/policy (checks.go, helpers.go, visitor.go).
import type { StringMap } from '../../../../apimachinery/objectMeta';
import type { Container, PodSpec } from '../../../../apis/generated/core/v1';

/** A pod, or the template of one. */
export interface CheckedPod {
  readonly annotations: StringMap;
  readonly spec: PodSpec;
  /** Init containers first, then containers, then ephemeral ones. */
  readonly containers: readonly Container[];
}

export interface Violation {
  /** `allowPrivilegeEscalation != false` */
  readonly reason: string;
  /** `container "x" must set securityContext.allowPrivilegeEscalation=false` */
  readonly detail: string;
}

export type SecurityCheck = (pod: CheckedPod) => Violation | undefined;

export function checkedPod(spec: PodSpec, annotations: StringMap = {}): CheckedPod {
  const { initContainers = [], containers, ephemeralContainers = [] } = spec;
  // Of an ephemeral container, the checks read what all containers have.
  const ephemeral = ephemeralContainers as readonly unknown[] as readonly Container[];
  return { annotations, spec, containers: [...initContainers, ...containers, ...ephemeral] };
}

/** `containers "a", "b"`; undefined where there are none. */
export function containersText(containers: readonly Container[]): string | undefined {
  if (containers.length === 0) return undefined;
  const names = containers.map(({ name }) => name);
  return `${plural('container', names)} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`; undefined where neither is at fault. */
export function settersText(pod: boolean, containers: readonly Container[]): string | undefined {
  const parts = [pod ? 'pod' : undefined, containersText(containers)];
  const setters = parts.filter((part) => part !== undefined);
  return setters.length === 0 ? undefined : setters.join(' and ');
}

export function plural(noun: string, list: readonly unknown[]): string {
  return list.length === 1 ? noun : `${noun}s`;
}

export function quoted(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(', ');
}

export function sortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
