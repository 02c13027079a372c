import { check } from '../checkManifest';

describe('a value of the wrong type', () => {
  it('may be a number in quotes', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    ports:
    - containerPort: "80"
#                    ^^^^ wrong-type: json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32. Expected: integer. Remove the quotes.
`);
  });

  it('may be a number without quotes', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    env:
    - name: PORT
      value: 8080
#            ^^^^ wrong-type: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string. A string is needed here, and YAML reads this as a number: write "8080" in quotes.
`);
  });

  it('may be a word that YAML takes for a boolean', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  debug: yes
#        ^^^ wrong-type: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string. A string is needed here, and YAML reads this as a bool: write "yes" in quotes.
  country: no
#          ^^ wrong-type: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string. A string is needed here, and YAML reads this as a bool: write "no" in quotes.
`);
  });

  it('may be a map instead of a list', () => {
    check(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
# ^^^^^ wrong-type: json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort. Expected: list of ServicePort. Start each element with "- ".
    port: 80
`);
  });

  it('may be a list instead of a map', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
#<^^^^ wrong-type: json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string. Expected: map of string. Remove the "- ".
- a
- b
`);
  });

  it('may be a text instead of a map', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: nginx
#     ^^^^^ wrong-type: json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec. Expected: PodSpec, each field on a line of its own as "name: value".
`);
  });

  it('may be the name of a field that has just been typed, without its colon', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata:
  na
# ^^ wrong-type: json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta. Expected: ObjectMeta, each field on a line of its own as "name: value".
`);
  });

  it('may be too large', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
  activeDeadlineSeconds: 1.5
#                        ^^^ wrong-type: json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64. Expected: integer.
`);
  });
});
