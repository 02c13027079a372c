// Lets pods stay a while (300 s) on a node that is not ready or not reachable, unless they say otherwise.
// Source: k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds (admission.go).
import type { Pod, PodSpec, Toleration } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import { handling, type AdmissionPlugin } from './admissionPlugin';
import type { EvictionTolerations } from './evictionTolerations';
import { SpecMemo } from './specMemo';

type TaintToleration = Toleration & { readonly key: string };

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** Of a pure function, so that it cannot be observed. */
const MEMO = new SpecMemo();

export function defaultTolerationSeconds(seconds: EvictionTolerations): AdmissionPlugin {
  const defaults = [
    defaultToleration(NOT_READY, seconds.notReadyTolerationSeconds),
    defaultToleration(UNREACHABLE, seconds.unreachableTolerationSeconds),
  ];
  return {
    name: 'DefaultTolerationSeconds',
    handles: handling(PODS, 'CREATE', 'UPDATE'),
    mutate: (object) => {
      // `handles` lets pods through only.
      const pod = object as Pod;
      const spec = MEMO.get(pod.spec, seconds, () => withTolerations(pod.spec, defaults));
      return spec === pod.spec ? pod : ({ ...pod, spec } as Pod);
    },
  };
}

function withTolerations(spec: PodSpec, defaults: readonly TaintToleration[]): PodSpec {
  const tolerations = spec.tolerations ?? [];
  const missing = defaults.filter(({ key }) => !tolerations.some((each) => tolerates(each, key)));
  if (missing.length === 0) return spec;
  return { ...spec, tolerations: [...tolerations, ...missing] };
}

function tolerates({ key, effect }: Toleration, taintKey: string): boolean {
  return (!key || key === taintKey) && (!effect || effect === 'NoExecute');
}

function defaultToleration(key: string, tolerationSeconds: number): TaintToleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds };
}
