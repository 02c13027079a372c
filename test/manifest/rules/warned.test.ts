import { check } from '../checkManifest';

describe('what the API server warns of', () => {
  it('is told where it was written', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: old.ways}
#                ^^^^^^^^ warned: metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]
spec:
  nodeSelector:
    beta.kubernetes.io/os: linux
#   ^^^^^^^^^^^^^^^^^^^^^ warned: spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
  containers:
  - name: c
    image: nginx
    env:
    - {name: A, value: one}
    - {name: A, value: two}
#      ^^^^ warned: spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply
`);
  });

  it('is told at an annotation', () => {
    check(`
apiVersion: networking.k8s.io/v1
kind: Ingress
#     ^^^^^^^ not-simulated
metadata:
  name: web
  annotations:
    kubernetes.io/ingress.class: nginx
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warned: annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
`);
  });

  it('is told at the kind where no field is named', () => {
    check(`
apiVersion: v1
kind: Pod
#     ^^^ warned: volume "v" (ConfigMap "m"): overlapping paths: "a/b" with "a"
metadata: {name: web}
spec:
  containers: [{name: c, image: nginx}]
  volumes:
  - name: v
    configMap: {name: m, items: [{key: x, path: a}, {key: z, path: a/b}]}
`);
  });
});
