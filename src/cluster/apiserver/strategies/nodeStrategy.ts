// Source: k8s.io/kubernetes/pkg/registry/core/node (strategy.go). A node registers with its status.
import type { Node } from '../../../apis/generated/core/v1';
import { dataStrategy } from './genericStrategy';
import { resetStatusAndSpec } from './resetFields';
import type { Strategy } from './strategy';

export const NODE_STRATEGY: Strategy<Node> = {
  ...dataStrategy<Node>(),
  resetFields: resetStatusAndSpec(),
  prepareForUpdate: (node, old) =>
    node.status === old.status ? node : { ...node, status: old.status },
  // Labels and annotations may come with a status.
  prepareForStatusUpdate: (node, old) =>
    node.spec === old.spec ? node : { ...node, spec: old.spec },
};
