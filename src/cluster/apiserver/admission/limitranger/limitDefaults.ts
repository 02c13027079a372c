// What a LimitRange gives containers that ask for nothing, and the note that it leaves on the pod.
// Source: k8s.io/kubernetes/plugin/pkg/admission/limitranger (admission.go, mergePodResourceRequirements).
import type { Container, LimitRange, PodSpec } from '../../../../apis/generated/core/v1';

type Amounts = NonNullable<NonNullable<Container['resources']>['requests']>;

export interface Defaulted {
  readonly spec: PodSpec;
  /** `cpu, memory request for container web` */
  readonly notes: readonly string[];
}

/** The spec itself, and no notes, where nothing is missing. */
export function withDefaultLimits(spec: PodSpec, { spec: { limits } }: LimitRange): Defaulted {
  let requests: Amounts = {};
  let maxima: Amounts = {};
  for (const { type, default: limit, defaultRequest } of limits) {
    if (type !== 'Container') continue;
    requests = { ...requests, ...defaultRequest };
    maxima = { ...maxima, ...limit };
  }
  const notes: string[] = [];
  const fill = (container: Container, what: string): Container => {
    const { resources } = container;
    const asked = filled(resources?.requests, requests);
    const limited = filled(resources?.limits, maxima);
    const note = (names: readonly string[], of: string): void => {
      if (names.length > 0) notes.push(`${names.join(', ')} ${of} for ${what} ${container.name}`);
    };
    note(asked.added, 'request');
    note(limited.added, 'limit');
    if (asked.added.length + limited.added.length === 0) return container;
    return {
      ...container,
      resources: {
        ...resources,
        ...(asked.added.length > 0 ? { requests: asked.amounts } : {}),
        ...(limited.added.length > 0 ? { limits: limited.amounts } : {}),
      },
    };
  };
  // Validation comes later: there may be no containers at all.
  const containers = (spec.containers ?? []).map((each) => fill(each, 'container'));
  const initContainers = spec.initContainers?.map((each) => fill(each, 'init container'));
  if (notes.length === 0) return { spec, notes };
  return {
    spec: { ...spec, containers, ...(initContainers === undefined ? {} : { initContainers }) },
    notes,
  };
}

function filled(
  amounts: Amounts = {},
  defaults: Amounts,
): { readonly amounts: Amounts; readonly added: readonly string[] } {
  const added = Object.keys(defaults)
    .filter((name) => amounts[name] === undefined)
    .sort();
  return { amounts: { ...defaults, ...amounts }, added };
}
