import { check } from '../checkManifest';

describe('a value that is none of a few words', () => {
  it('is told of with the words there are', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    imagePullPolicy: always
#                    ^^^^^^ unsupported-value: spec.containers[0].imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never". Did you mean "Always"?
  restartPolicy: Sometimes
#                ^^^^^^^^^ unsupported-value: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never".
`);
  });
});
