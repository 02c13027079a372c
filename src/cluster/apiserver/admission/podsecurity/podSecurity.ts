// Holds pods to the Pod Security Standard that their namespace asks for by its labels: refuses pods,
// warns of workloads whose pods would be refused, and of pods that a new label would refuse.
// Source: k8s.io/pod-security-admission/admission (admission.go).
//
// Differs from Kubernetes: all versions of a standard are the latest; there is no audit log to write to.
import { invalid } from '../../../../apimachinery/apiStatus';
import { deepEqual } from '../../../../apimachinery/deepEqual';
import type { ApiObject, StringMap } from '../../../../apimachinery/objectMeta';
import type { Namespace, Pod, PodSpec } from '../../../../apis/generated/core/v1';
import { isPods, NAMESPACES, PODS } from '../../../../apis/resources';
import type { ServedKind } from '../../servedKinds';
import type { StoredObjects } from '../../storedObjects';
import {
  admissionForbidden,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionScope,
  type Warn,
} from '../admissionPlugin';
import {
  isStricter,
  labelErrors,
  levelOf,
  levelText,
  violations,
  type LevelVersion,
} from './namespacePolicy';
import { checkedPod, type CheckedPod, type Violation } from './securityCheck';

interface Template {
  readonly metadata?: { readonly annotations?: StringMap | undefined } | undefined;
  readonly spec?: PodSpec | undefined;
}

/** Kinds that make pods, each with the way to its template. */
const TEMPLATES: Readonly<Record<string, (object: ApiObject) => Template | undefined>> = {
  replicationcontrollers: templateInSpec,
  podtemplates: (object) => (object as { readonly template?: Template }).template,
  replicasets: templateInSpec,
  deployments: templateInSpec,
  statefulsets: templateInSpec,
  daemonsets: templateInSpec,
  jobs: templateInSpec,
  cronjobs: (object) => {
    const { spec } = object as { readonly spec?: { readonly jobTemplate?: ApiObject } };
    return spec?.jobTemplate && templateInSpec(spec.jobTemplate);
  },
};
/** A message that names all of a thousand pods helps nobody. */
const MAX_PODS_CHECKED = 3000;

export class PodSecurity implements AdmissionPlugin {
  readonly name = 'PodSecurity';
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  handles({ kind, operation, subresource }: AdmissionScope): boolean {
    if (subresource !== undefined && subresource !== 'ephemeralcontainers') return false;
    const { resource, custom } = kind;
    if (operation === 'DELETE' || custom !== undefined) return false;
    return isPods(resource) || isNamespaces(resource) || Object.hasOwn(TEMPLATES, resource.plural);
  }

  validate(object: ApiObject, request: AdmissionRequest, warn: Warn): void {
    const { resource } = request.kind;
    if (isNamespaces(resource)) {
      // The resource determines the kind of its objects.
      this.#checkNamespace(object as Namespace, request, warn);
      return;
    }
    const labels = this.#labelsOf(request.namespace);
    const enforced = levelOf(labels, 'enforce');
    const warned = levelOf(labels, 'warn');
    // Most namespaces ask for nothing.
    if (enforced.level === 'privileged' && warned.level === 'privileged') return;
    const isPod = isPods(resource);
    // The resource determines the kind of its objects.
    const template = isPod ? (object as Pod) : TEMPLATES[resource.plural]?.(object);
    if (template?.spec === undefined) return;
    const old = request.old as Pod | undefined;
    if (isPod && old !== undefined && deepEqual(old.spec, template.spec)) return;
    const pod = checkedPod(template.spec, template.metadata?.annotations);
    if (isPod) assertAllowed(pod, enforced, request);
    const found = violations(warned, pod);
    if (found.length === 0) return;
    warn(`would violate PodSecurity "${levelText(warned)}": ${detailsOf(found)}`);
  }

  #labelsOf(namespace: string | undefined): StringMap | undefined {
    if (namespace === undefined) return undefined;
    return this.#objects.get(NAMESPACES, undefined, namespace)?.metadata.labels;
  }

  #checkNamespace({ metadata }: Namespace, request: AdmissionRequest, warn: Warn): void {
    const errors = labelErrors(metadata.labels);
    const old = request.old?.metadata.labels;
    if (errors.length > 0 && (request.old === undefined || !deepEqual(labelErrors(old), errors))) {
      throw invalid(NAMESPACES, metadata.name, errors);
    }
    const level = levelOf(metadata.labels, 'enforce');
    if (request.old === undefined || !isStricter(level, levelOf(old, 'enforce'))) return;
    this.#warnOfPods(metadata.name, level, warn);
  }

  /** Pods that are there already stay, and would not be let in again. */
  #warnOfPods(namespace: string, level: LevelVersion, warn: Warn): void {
    // The resource determines the kind of its objects.
    const pods = this.#objects.list(PODS, namespace);
    const byReason = new Map<string, readonly string[]>();
    for (const { metadata, spec } of pods.slice(0, MAX_PODS_CHECKED)) {
      const found = violations(level, checkedPod(spec, metadata.annotations));
      if (found.length === 0) continue;
      const reasons = found.map(({ reason }) => reason).join(', ');
      byReason.set(reasons, [...(byReason.get(reasons) ?? []), metadata.name]);
    }
    if (byReason.size === 0) return;
    const what = `violate the new PodSecurity enforce level "${levelText(level)}"`;
    warn(`existing pods in namespace "${namespace}" ${what}`);
    const lines = [...byReason].map(([reasons, names]) => `${podsText(names)}: ${reasons}`);
    for (const line of lines.sort()) warn(line);
  }
}

function assertAllowed(pod: CheckedPod, level: LevelVersion, request: AdmissionRequest): void {
  const found = violations(level, pod);
  if (found.length === 0) return;
  const why = `violates PodSecurity "${levelText(level)}": ${detailsOf(found)}`;
  throw admissionForbidden(request, why);
}

function detailsOf(found: readonly Violation[]): string {
  return found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}

/** `web-1`, `web-1 (and 2 other pods)`. */
function podsText([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${String(others.length)} other ${others.length === 1 ? 'pod' : 'pods'})`;
}

function templateInSpec(object: ApiObject): Template | undefined {
  return (object as { readonly spec?: { readonly template?: Template } }).spec?.template;
}

function isNamespaces({ group, plural }: ServedKind['resource']): boolean {
  return group === '' && plural === NAMESPACES.plural;
}
