// The plugins of kube-apiserver's default set that the simulation has, and NodeRestriction, which kubeadm turns
// on; in Kubernetes' order.
// To add one: a file beside this one, and a line here.
import type { Authorizer } from '../authorization/authorizer';
import type { StoredObjects } from '../storedObjects';
import type { AdmissionPlugin } from './admissionPlugin';
import { CertificateApproval } from './certificates/certificateApproval';
import { CertificateSigning } from './certificates/certificateSigning';
import { CERTIFICATE_SUBJECT_RESTRICTION } from './certificates/certificateSubjectRestriction';
import { DefaultIngressClass } from './defaultIngressClass';
import { DefaultStorageClass } from './defaultStorageClass';
import { defaultTolerationSeconds } from './defaultTolerationSeconds';
import type { EvictionTolerations } from './evictionTolerations';
import { LimitRanger } from './limitranger/limitRanger';
import { MutatingAdmissionPolicies } from './mutatingpolicy/mutatingAdmissionPolicies';
import { NamespaceLifecycle } from './namespaceLifecycle';
import { NodeRestriction } from './noderestriction/nodeRestriction';
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
  objects: StoredObjects,
  authorizer: Authorizer,
  tolerations: EvictionTolerations,
): readonly AdmissionPlugin[] {
  return [
    new NamespaceLifecycle(objects),
    new LimitRanger(objects),
    new ServiceAccountAdmission(objects),
    new NodeRestriction(objects, authorizer),
    TAINT_NODES_BY_CONDITION,
    new PodSecurity(objects),
    new PodPriority(objects),
    defaultTolerationSeconds(tolerations),
    new DefaultStorageClass(objects),
    STORAGE_OBJECT_IN_USE_PROTECTION,
    new PersistentVolumeClaimResize(objects),
    new RuntimeClassAdmission(objects),
    new CertificateApproval(authorizer),
    new CertificateSigning(authorizer),
    CERTIFICATE_SUBJECT_RESTRICTION,
    new DefaultIngressClass(objects),
    new MutatingAdmissionPolicies(objects, authorizer),
    new ValidatingAdmissionPolicies(objects, authorizer),
    new ResourceQuotaAdmission(objects),
  ];
}
