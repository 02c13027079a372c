import { check } from '../checkManifest';

describe('what is not simulated', () => {
  it('is a policy of the network: stored, and not enforced', () => {
    check(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
#     ^^^^^^^^^^^^^ not-simulated: NetworkPolicy is accepted and stored here, but not simulated. It is not enforced: every pod still reaches every other. In a real cluster a network plugin that knows policies drops the connections that no policy of a selected pod allows.
metadata: { name: deny-all }
spec: { podSelector: {}, policyTypes: [Ingress] }
`);
  });

  it('is said of a kind', () => {
    check(`
apiVersion: batch/v1
kind: Job
#     ^^^ not-simulated: Job is accepted and stored here, but not simulated. A real cluster starts pods until the wanted number of them has succeeded.
metadata: {name: x}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: web, image: nginx}
`);
  });

  it('is said of a field, each time that it is there', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
  volumes:
  - name: a
    nfs: {server: s, path: /}
#   ^^^ not-simulated: nfs is accepted here, but has no effect in the simulation. A real kubelet mounts the share of the NFS server.
  - name: b
    hostPath: {path: /}
#   ^^^^^^^^ not-simulated: hostPath is accepted here, but has no effect in the simulation. In a real cluster the container sees this folder of the node's disk.
`);
  });
});
