// What the API server warns of in pods and in templates of pods. Source: k8s.io/kubernetes/pkg/api/pod
// (warnings.go), pkg/registry/core/pod (strategy.go).
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label } from '../../apimachinery/names';
import type { StringMap } from '../../apimachinery/objectMeta';
import type {
  Affinity,
  LocalObjectReference,
  Pod,
  PodAffinity,
  PodSpec,
  PodTemplateSpec,
  TopologySpreadConstraint,
} from '../generated/core/v1';
import { SiblingMemo } from '../core/siblingSpecs';
import { containerWarnings, fractionalBytes, portWarnings } from './containerWarnings';
import { deprecatedLabel, selectorTermWarnings } from './nodeLabelWarnings';
import { volumeWarnings } from './volumeWarnings';

const NULL_SELECTOR = 'a null labelSelector results in matching no pod';
const SYSCTLS = 'non-functional in v1.11+; use the "sysctls" field instead';
const DEPRECATED_ANNOTATIONS: StringMap = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': SYSCTLS,
  'security.alpha.kubernetes.io/unsafe-sysctls': SYSCTLS,
};
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';

const NO_ANNOTATIONS: StringMap = {};

type PartPath = (part: 'metadata' | 'spec') => FieldPath;

interface KnownWarnings {
  readonly annotations: StringMap;
  readonly warnings: readonly string[];
}

/** Pods that come from one template share their spec: each is looked at once. A pure function's memo. */
const WARNINGS = new SiblingMemo<KnownWarnings>();

/** Changes of a pod are passed over: they come mostly from programs, and often. */
export function podWarnings({ metadata, spec }: Pod, old: Pod | undefined): readonly string[] {
  if (old !== undefined) return [];
  const { name, annotations = NO_ANNOTATIONS } = metadata;
  let known = WARNINGS.find(spec)?.value;
  if (known?.annotations !== annotations) {
    known = { annotations, warnings: otherWarnings(POD_PATHS, spec, annotations) };
    WARNINGS.set(spec, known);
  }
  return [
    ...nameWarnings(name, "this is used in the Pod's hostname"),
    ...aroundAffinity(POD_PATHS, spec, known.warnings),
  ];
}

export function podTemplateWarnings(
  path: FieldPath,
  { metadata, spec }: PodTemplateSpec,
): readonly string[] {
  if (spec === undefined) return [];
  const at: PartPath = (part) => path.child(part);
  const others = otherWarnings(at, spec, metadata?.annotations ?? NO_ANNOTATIONS);
  return aroundAffinity(at, spec, others);
}

/** For kinds whose names become part of the names of pods. */
export function podNameWarnings(name: string): readonly string[] {
  return nameWarnings(name, 'this is used in Pod names and hostnames');
}

function nameWarnings(name: string, use: string): readonly string[] {
  const problems = isDns1123Label(name);
  if (problems.length === 0) return [];
  const advice = `which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`;
  return [`metadata.name: ${use}, ${advice}`];
}

const POD_PATHS: PartPath = (part) => FieldPath.root(part);

/** Those about affinity come first and last. */
function aroundAffinity(at: PartPath, spec: PodSpec, others: readonly string[]): readonly string[] {
  const { affinity, nodeSelector } = spec;
  if (affinity === undefined && nodeSelector === undefined) return others;
  const path = at('spec');
  return [
    ...nodeLabelWarnings(path, spec),
    ...others,
    ...affinityWarnings(path.child('affinity'), affinity),
  ];
}

function otherWarnings(at: PartPath, spec: PodSpec, annotations: StringMap): readonly string[] {
  const path = at('spec');
  const notes = at('metadata').child('annotations');
  const containers = [
    ...listed(path.child('initContainers'), spec.initContainers),
    ...listed(path.child('containers'), spec.containers),
  ];
  return [
    ...spreadWarnings(path, spec.topologySpreadConstraints),
    ...annotationWarnings(notes, annotations),
    ...volumeWarnings(path.child('volumes'), spec.volumes ?? []),
    ...aliasWarnings(path, spec),
    ...pullSecretWarnings(path.child('imagePullSecrets'), spec.imagePullSecrets ?? []),
    ...fractionalBytes(path.child('overhead'), spec.overhead),
    ...seccompWarnings(notes, spec, annotations),
    ...containers.flatMap(([item, container]) =>
      containerWarnings(item, container, { spec, annotations, notes }),
    ),
    ...portWarnings(containers),
    ...graceWarnings(path, spec.terminationGracePeriodSeconds),
  ];
}

function listed<T>(
  path: FieldPath,
  items: readonly T[] | undefined,
): readonly (readonly [FieldPath, T])[] {
  return items?.map((item, index) => [path.index(index), item] as const) ?? [];
}

function nodeLabelWarnings(
  path: FieldPath,
  { nodeSelector, affinity }: PodSpec,
): readonly string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(nodeSelector ?? {}).sort()) {
    const why = deprecatedLabel(key);
    if (why !== undefined)
      warnings.push(`${path.child('nodeSelector').key(key).toString()}: ${why}`);
  }
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  const node = path.child('affinity').child('nodeAffinity');
  const terms = node.child('requiredDuringSchedulingIgnoredDuringExecution');
  for (const [item, term] of listed(
    terms.child('nodeSelectorTerms'),
    required?.nodeSelectorTerms,
  )) {
    warnings.push(...selectorTermWarnings(item, term));
  }
  const weighted = node.child('preferredDuringSchedulingIgnoredDuringExecution');
  for (const [item, { preference }] of listed(weighted, preferred)) {
    warnings.push(...selectorTermWarnings(item.child('preference'), preference));
  }
  return warnings;
}

function spreadWarnings(
  path: FieldPath,
  constraints: readonly TopologySpreadConstraint[] | undefined,
): readonly string[] {
  return listed(path.child('topologySpreadConstraints'), constraints).flatMap(
    ([item, { topologyKey, labelSelector }]) => {
      const why = deprecatedLabel(topologyKey);
      return [
        ...(why === undefined
          ? []
          : [`${item.child('topologyKey').toString()}: ${topologyKey} is ${why}`]),
        ...(labelSelector === undefined
          ? [`${item.child('labelSelector').toString()}: ${NULL_SELECTOR}`]
          : []),
      ];
    },
  );
}

function annotationWarnings(notes: FieldPath, annotations: StringMap): readonly string[] {
  return Object.entries(DEPRECATED_ANNOTATIONS)
    .filter(([key]) => annotations[key] !== undefined)
    .map(([key, why]) => `${notes.key(key).toString()}: ${why}`);
}

function aliasWarnings(path: FieldPath, { hostAliases }: PodSpec): readonly string[] {
  const seen = new Set<string>();
  return listed(path.child('hostAliases'), hostAliases).flatMap(([item, { ip }]) => {
    if (!seen.has(ip)) {
      seen.add(ip);
      return [];
    }
    return [`${item.child('ip').toString()}: duplicate ip "${ip}"`];
  });
}

function pullSecretWarnings(
  path: FieldPath,
  secrets: readonly LocalObjectReference[],
): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  const empty: string[] = [];
  for (const [item, { name = '' }] of listed(path, secrets)) {
    const at = item.child('name').toString();
    if (seen.has(name)) twice.push(`${at}: duplicate name "${name}"`);
    seen.add(name);
    if (name === '') empty.push(`${at}: invalid empty name ""`);
  }
  return [...twice, ...empty];
}

function seccompWarnings(
  notes: FieldPath,
  { securityContext }: PodSpec,
  annotations: StringMap,
): readonly string[] {
  if (securityContext?.seccompProfile !== undefined || annotations[SECCOMP] === undefined)
    return [];
  const why = 'non-functional in v1.27+; use the "seccompProfile" field instead';
  return [`${notes.key(SECCOMP).toString()}: ${why}`];
}

function graceWarnings(path: FieldPath, seconds: number | undefined): readonly string[] {
  if (seconds === undefined || seconds >= 0) return [];
  const rule = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${path.child('terminationGracePeriodSeconds').toString()}: ${rule}`];
}

function affinityWarnings(path: FieldPath, affinity: Affinity | undefined): readonly string[] {
  return [
    ...podAffinityWarnings(path.child('podAffinity'), affinity?.podAffinity),
    ...podAffinityWarnings(path.child('podAntiAffinity'), affinity?.podAntiAffinity),
  ];
}

function podAffinityWarnings(
  path: FieldPath,
  affinity: PodAffinity | undefined,
): readonly string[] {
  const required = listed(
    path.child('requiredDuringSchedulingIgnoredDuringExecution'),
    affinity?.requiredDuringSchedulingIgnoredDuringExecution,
  );
  const preferred = listed(
    path.child('preferredDuringSchedulingIgnoredDuringExecution'),
    affinity?.preferredDuringSchedulingIgnoredDuringExecution,
  ).map(([item, { podAffinityTerm }]) => [item.child('podAffinityTerm'), podAffinityTerm] as const);
  return [...required, ...preferred]
    .filter(([, { labelSelector }]) => labelSelector === undefined)
    .map(([item]) => `${item.child('labelSelector').toString()}: ${NULL_SELECTOR}`);
}
