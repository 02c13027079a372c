// Manifests of volumes, claims, storage classes and a pod that uses a claim, with little typing.

export function volume(name: string, size: string, spec = '', modes = 'ReadWriteOnce'): string {
  return `
apiVersion: v1
kind: PersistentVolume
metadata: {name: ${name}, labels: {disk: ${name}}}
spec:
  capacity: {storage: ${size}}
  accessModes: [${modes}]
  hostPath: {path: /data/${name}}
  ${spec}
`;
}

export function claim(name: string, size: string, spec = ''): string {
  return `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: ${size}}}
  ${spec}
`;
}

export function storageClass(name: string, provisioner: string, mode = 'Immediate'): string {
  return `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${name}}
provisioner: ${provisioner}
volumeBindingMode: ${mode}
`;
}

export function podWith(claimName: string, spec = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers: [{name: a, image: "nginx:1.29", volumeMounts: [{name: v, mountPath: /data}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: ${claimName}}}]
  ${spec}
`;
}

/** A volume that only one node can reach. */
export const local = (node: string): string => `
  storageClassName: local
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [${node}]}]
`;
