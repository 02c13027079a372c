import { check } from '../checkManifest';

describe('a field that is not in the schema', () => {
  it('is told of with the name that was meant, and once', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  contianers:
# ^^^^^^^^^^ unknown-field: unknown field "spec.contianers". Did you mean "containers"?
  - name: web
    image: nginx
`);
  });

  it('is told of with the place where it belongs', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
image: nginx
#<^^^^^ unknown-field: unknown field "image". A field of this name belongs in "spec.containers[0]".
spec:
  containers:
  - name: web
    image: nginx
`);
  });

  it('may differ in case only', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    imagepullpolicy: Always
#   ^^^^^^^^^^^^^^^ unknown-field: unknown field "spec.containers[0].imagepullpolicy". Did you mean "imagePullPolicy"?
`);
  });

  it('may repeat what is there', () => {
    check(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  port: [{port: 80}]
# ^^^^ unknown-field: unknown field "spec.port". "ports" is already set here.
  ports: [{port: 80}]
`);
  });

  it('is found in items of a List', () => {
    check(`
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a}
  dta: {}
# ^^^ unknown-field: unknown field "dta". Did you mean "data"?
`);
  });

  it('is found in JSON', () => {
    check(`
{
  "apiVersion": "v1",
  "kind": "ConfigMap",
  "metadata": {"name": "a"},
  "dat": {}
# ^^^^^ unknown-field: unknown field "dat". Did you mean "data"?
}
`);
  });
});
