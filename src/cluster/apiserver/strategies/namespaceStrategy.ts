// Source: k8s.io/kubernetes/pkg/registry/core/namespace (strategy.go, storage/storage.go).
// A namespace goes when the namespace controller has emptied it and takes `kubernetes` out of
// spec.finalizers, through the subresource `finalize`.
import type { Namespace } from '../../../apis/generated/core/v1';
import { dataStrategy } from './genericStrategy';
import { resetStatusAndSpec } from './resetFields';
import type { Strategy } from './strategy';

const KUBERNETES_FINALIZER = 'kubernetes';

export const NAMESPACE_STRATEGY: Strategy<Namespace> = {
  ...dataStrategy<Namespace>(),
  resetFields: resetStatusAndSpec(),
  prepareForCreate: (namespace) => {
    const finalizers = namespace.spec?.finalizers ?? [];
    return {
      ...namespace,
      spec: finalizers.includes(KUBERNETES_FINALIZER)
        ? namespace.spec
        : { ...namespace.spec, finalizers: [...finalizers, KUBERNETES_FINALIZER] },
      status: { phase: 'Active' },
    };
  },
  prepareForUpdate: (namespace, old) => ({ ...namespace, spec: old.spec, status: old.status }),
  prepareForStatusUpdate: (namespace, old) => ({ ...namespace, spec: old.spec }),
  prepareForFinalize: (namespace, old) => ({
    ...old,
    metadata: { ...old.metadata, finalizers: namespace.metadata.finalizers },
    spec: namespace.spec,
  }),
  markTerminating: (namespace) =>
    namespace.status?.phase === 'Terminating'
      ? namespace
      : { ...namespace, status: { ...namespace.status, phase: 'Terminating' } },
  holdsDeletion: (namespace) => (namespace.spec?.finalizers?.length ?? 0) > 0,
};
