// By which label and value IPAddresses that the API server has allocated are known.
// Source: k8s.io/api/networking/v1 (well_known_labels.go), pkg/registry/core/service/ipallocator.
export const IP_MANAGED_BY_LABEL = 'ipaddress.kubernetes.io/managed-by';
export const IP_ALLOCATOR = 'ipallocator.k8s.io';
