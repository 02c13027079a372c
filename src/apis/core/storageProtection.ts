// The finalizers that keep claims and volumes while something uses them.
// Source: k8s.io/kubernetes/pkg/volume/util (finalizer.go).
export const CLAIM_PROTECTION_FINALIZER = 'kubernetes.io/pvc-protection';
export const VOLUME_PROTECTION_FINALIZER = 'kubernetes.io/pv-protection';
