import { check } from '../checkManifest';

describe('a key that is there twice', () => {
  it('is told of where it comes again', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata: {name: c, name: d}
#                   ^^^^ duplicate-key: duplicate field "metadata.name": this key is already in this map. Only the last one counts; remove or rename one.
data:
  a: "1"
  b: "2"
  a: "3"
# ^ duplicate-key: duplicate field "data.a": this key is already in this map. Only the last one counts; remove or rename one.
`);
  });

  it('is found in lists', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    ports:
    - containerPort: 80
      containerPort: 81
#     ^^^^^^^^^^^^^ duplicate-key: duplicate field "spec.containers[0].ports[0].containerPort": this key is already in this map. Only the last one counts; remove or rename one.
`);
  });

  it('is none where it overrides what a merge key brings', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  <<: {a: "1"}
  a: "2"
`);
  });
});
