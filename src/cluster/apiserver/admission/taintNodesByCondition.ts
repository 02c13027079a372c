// A new node takes no pods until the node controller has seen it ready.
// Source: k8s.io/kubernetes/plugin/pkg/admission/nodetaint (admission.go).
import type { Node } from '../../../apis/generated/core/v1';
import { NODES } from '../../../apis/resources';
import { handling, type AdmissionPlugin } from './admissionPlugin';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

export const TAINT_NODES_BY_CONDITION: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: handling(NODES, 'CREATE'),
  mutate: (object) => {
    // `handles` lets nodes through only.
    const node = object as Node;
    const taints = node.spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) {
      return node;
    }
    return { ...node, spec: { ...node.spec, taints: [...taints, NOT_READY] } } as Node;
  },
};
