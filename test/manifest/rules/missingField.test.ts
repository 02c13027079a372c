import { check } from '../checkManifest';

describe('a field that is missing', () => {
  it('is told of at the key of its parent', () => {
    check(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
#<^^^^ missing-field: spec.selector: Required value. Add "selector" here.
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: nginx}
`);
  });

  it('is told of at the first key of a list element', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
  - image: redis
#   ^^^^^ missing-field: spec.containers[1].name: Required value. Add "name" here.
`);
  });

  it('is not told of where a default fills it in', () => {
    check(`
apiVersion: v1
kind: ReplicationController
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: nginx}
`);
  });

  it('is found in kinds that only the schema knows', () => {
    check(`
apiVersion: batch/v1
kind: Job
#     ^^^ not-simulated: Job is accepted and stored here, but not simulated. A real cluster starts pods until the wanted number of them has succeeded.
metadata: {name: x}
spec: {}
#<^^^^ missing-field: spec.template: Required value. Add "template" here.
`);
  });
});
