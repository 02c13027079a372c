// The plugins of kube-apiserver's default set that the simulation has, in Kubernetes' order.
// To add one: a file beside this one, and a line here.
import type { ObjectStorage } from '../objectStorage';
import type { ServedKinds } from '../servedKinds';
import type { AdmissionPlugin } from './admissionPlugin';
import { DefaultIngressClass } from './defaultIngressClass';
import { DefaultStorageClass } from './defaultStorageClass';
import { DEFAULT_TOLERATION_SECONDS } from './defaultTolerationSeconds';
import { LimitRanger } from './limitranger/limitRanger';
import { NamespaceLifecycle } from './namespaceLifecycle';
import { PersistentVolumeClaimResize } from './persistentVolumeClaimResize';
import { PodSecurity } from './podsecurity/podSecurity';
import { PodPriority } from './podPriority';
import { ResourceQuotaAdmission } from './resourcequota/resourceQuotaAdmission';
import { RuntimeClassAdmission } from './runtimeClassAdmission';
import { ServiceAccountAdmission } from './serviceAccountAdmission';
import { STORAGE_OBJECT_IN_USE_PROTECTION } from './storageObjectInUseProtection';
import { TAINT_NODES_BY_CONDITION } from './taintNodesByCondition';
import { ValidatingAdmissionPolicies } from './validatingpolicy/validatingAdmissionPolicies';

export function admissionPlugins(
  kinds: ServedKinds,
  storage: ObjectStorage,
): readonly AdmissionPlugin[] {
  return [
    new NamespaceLifecycle(kinds, storage),
    new LimitRanger(kinds, storage),
    new ServiceAccountAdmission(kinds, storage),
    TAINT_NODES_BY_CONDITION,
    new PodSecurity(kinds, storage),
    new PodPriority(kinds, storage),
    DEFAULT_TOLERATION_SECONDS,
    new DefaultStorageClass(kinds, storage),
    STORAGE_OBJECT_IN_USE_PROTECTION,
    new PersistentVolumeClaimResize(kinds, storage),
    new RuntimeClassAdmission(kinds, storage),
    new DefaultIngressClass(kinds, storage),
    new ValidatingAdmissionPolicies(kinds, storage),
    new ResourceQuotaAdmission(kinds, storage),
  ];
}
