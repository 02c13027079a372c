import { check } from '../checkManifest';

describe('validation by the API server', () => {
  it('shows what it complains of where it was written', () => {
    check(`
apiVersion: v1
kind: Pod
metadata:
  name: Web_1
#       ^^^^^ invalid: metadata.name: Invalid value: "Web_1": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'). Use lower case letters, digits and "-", and begin and end with a letter or digit.
  labels:
    app: -x-
#        ^^^ invalid: metadata.labels: Invalid value: "-x-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?').
spec:
  containers:
  - name: web
    image: nginx
    ports:
    - containerPort: 80
      name: much-too-long-a-name
#           ^^^^^^^^^^^^^^^^^^^^ invalid: spec.containers[0].ports[0].name: Invalid value: "much-too-long-a-name": must be no more than 15 characters.
    - containerPort: 99999
#                    ^^^^^ invalid: spec.containers[0].ports[1].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive.
`);
  });

  it('shows what is missing at the nearest parent', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {}
#<^^^^ missing-field: spec.containers: Required value. Add "containers" here.
`);
  });

  it('shows a selector that does not fit', () => {
    check(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
#     ^^^^^^ invalid: spec.template.metadata.labels: Invalid value: {"app":"shop"}: \`selector\` does not match template \`labels\`. The labels under spec.template.metadata.labels must contain those of spec.selector.
        app: shop
    spec:
      containers:
      - {name: web, image: nginx}
`);
  });

  it('shows a volume that is not there', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    volumeMounts:
    - name: data
#           ^^^^ invalid: spec.containers[0].volumeMounts[0].name: Not found: "data". What is named here must be defined in this manifest.
      mountPath: /data
`);
  });

  it('shows names that are there twice', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
  - name: web
#         ^^^ invalid: spec.containers[1].name: Duplicate value: "web". It is already used above.
    image: redis
`);
  });

  it('keeps silent about what decoding has told of', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    ports: 80
#          ^^ wrong-type: json: cannot unmarshal number into Go struct field Container.spec.containers.ports of type []v1.ContainerPort. Expected: list of ContainerPort. Start each element with "- ".
`);
  });

  it('takes generateName for a name', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {generateName: web-}
spec:
  containers:
  - {name: web, image: nginx}
`);
  });

  it('finds keys that hold dots', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  a.b/c: x
# ^^^^^ invalid: data[a.b/c]: Invalid value: "a.b/c": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+').
`);
  });
});
