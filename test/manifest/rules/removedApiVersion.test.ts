import { check } from '../checkManifest';

describe('a removed API version', () => {
  it('is told of with what replaced it', () => {
    check(`
apiVersion: batch/v1beta1
#           ^^^^^^^^^^^^^ removed-api-version: no matches for kind "CronJob" in version "batch/v1beta1": it was removed in Kubernetes 1.25. Use batch/v1 instead.
kind: CronJob
metadata: {name: x}
`);
  });

  it('is told of with what must be changed besides', () => {
    check(`
apiVersion: policy/v1beta1
#           ^^^^^^^^^^^^^^ removed-api-version: no matches for kind "PodDisruptionBudget" in version "policy/v1beta1": it was removed in Kubernetes 1.25. Use policy/v1 instead. Also mind: an empty spec.selector ({}) selects all pods of the namespace instead of none.
kind: PodDisruptionBudget
metadata: {name: x}
`);
  });

  it('may have no replacement', () => {
    check(`
apiVersion: policy/v1beta1
#           ^^^^^^^^^^^^^^ removed-api-version: no matches for kind "PodSecurityPolicy" in version "policy/v1beta1": it was removed in Kubernetes 1.25. There is no replacement. Also mind: use Pod Security Admission: labels pod-security.kubernetes.io/enforce on namespaces.
kind: PodSecurityPolicy
metadata: {name: x}
`);
  });
});
