// Lets pods stay 300 s on a node that is not ready or not reachable, unless they say otherwise.
// Source: k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds (admission.go).
import type { Pod, PodSpec, Toleration } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import { handling, type AdmissionPlugin } from './admissionPlugin';
import { SpecMemo } from './specMemo';

const TOLERATION_SECONDS = 300;
const TAINT_KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Of a pure function, so that it cannot be observed. */
const MEMO = new SpecMemo<PodSpec>();

export const DEFAULT_TOLERATION_SECONDS: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: handling(PODS, 'CREATE', 'UPDATE'),
  mutate: (object) => {
    // `handles` lets pods through only.
    const pod = object as Pod;
    const spec = MEMO.get(pod.spec, undefined, () => withTolerations(pod.spec));
    return spec === pod.spec ? pod : ({ ...pod, spec } as Pod);
  },
};

function withTolerations(spec: PodSpec): PodSpec {
  const tolerations = spec.tolerations ?? [];
  const missing = TAINT_KEYS.filter((key) => !tolerations.some((each) => tolerates(each, key)));
  if (missing.length === 0) return spec;
  return { ...spec, tolerations: [...tolerations, ...missing.map(defaultToleration)] };
}

function tolerates({ key, effect }: Toleration, taintKey: string): boolean {
  return (!key || key === taintKey) && (!effect || effect === 'NoExecute');
}

function defaultToleration(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: TOLERATION_SECONDS };
}
