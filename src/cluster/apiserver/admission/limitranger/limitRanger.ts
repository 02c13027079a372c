// Holds pods and claims to the LimitRanges of their namespace, and completes containers by them.
// Source: k8s.io/kubernetes/plugin/pkg/admission/limitranger (admission.go).
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type {
  LimitRange,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
} from '../../../../apis/generated/core/v1';
import { isPods, LIMIT_RANGES, PERSISTENT_VOLUME_CLAIMS } from '../../../../apis/resources';
import type { StoredObjects } from '../../storedObjects';
import {
  admissionForbidden,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionScope,
} from '../admissionPlugin';
import { claimComplaints, podComplaints } from './limitChecks';
import { withDefaultLimits, type Defaulted } from './limitDefaults';

const NOTES_ANNOTATION = 'kubernetes.io/limit-ranger';

export class LimitRanger implements AdmissionPlugin {
  readonly name = 'LimitRanger';
  readonly #objects: StoredObjects;
  /** Pods that come from one template share their spec, and go on to. */
  readonly #memo = new WeakMap<PodSpec, { readonly range: LimitRange; readonly made: Defaulted }>();

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  handles({ kind: { resource }, operation, subresource }: AdmissionScope): boolean {
    if (subresource !== undefined) return false;
    if (isPods(resource)) return operation === 'CREATE';
    const { group, plural } = PERSISTENT_VOLUME_CLAIMS;
    return operation !== 'DELETE' && resource.group === group && resource.plural === plural;
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    if (!isPods(request.kind.resource)) return object;
    // The resource determines the kind of its objects.
    let pod = object as Pod;
    for (const range of this.#ranges(request)) pod = this.#completed(pod, range);
    return pod;
  }

  validate(object: ApiObject, request: AdmissionRequest): void {
    if (object.metadata.deletionTimestamp !== undefined) return;
    for (const range of this.#ranges(request)) {
      // The resource determines the kind of its objects.
      const complaints = isPods(request.kind.resource)
        ? podComplaints((object as Pod).spec, range)
        : claimComplaints(object as PersistentVolumeClaim, range);
      if (complaints.length === 0) continue;
      const texts = [...new Set(complaints)];
      throw admissionForbidden(
        request,
        texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`,
      );
    }
  }

  #ranges({ namespace }: AdmissionRequest): readonly LimitRange[] {
    return this.#objects.list(LIMIT_RANGES, namespace);
  }

  #completed(pod: Pod, range: LimitRange): Pod {
    let known = this.#memo.get(pod.spec);
    if (known?.range !== range) {
      known = { range, made: withDefaultLimits(pod.spec, range) };
      this.#memo.set(pod.spec, known);
    }
    const { spec, notes } = known.made;
    if (spec === pod.spec) return pod;
    const text = `LimitRanger plugin set: ${notes.join('; ')}`;
    const annotations = { ...pod.metadata.annotations, [NOTES_ANNOTATION]: text };
    return { ...pod, spec, metadata: { ...pod.metadata, annotations } };
  }
}
