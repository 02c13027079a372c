import { check } from '../checkManifest';

describe('a kind that nobody serves', () => {
  it('is told of with the kind that was meant', () => {
    check(`
apiVersion: apps/v1
kind: Deploymnt
#     ^^^^^^^^^ unknown-kind: no matches for kind "Deploymnt" in version "apps/v1". Did you mean "Deployment"?
metadata: {name: x}
`);
  });

  it('is told of with the apiVersion that has it', () => {
    check(`
apiVersion: v1
#           ^^ unknown-kind: no matches for kind "Deployment" in version "v1". Did you mean "apps/v1"?
kind: Deployment
metadata: {name: x}
`);
  });

  it('is found beyond its apiVersion', () => {
    check(`
apiVersion: v1
kind: deployment
#     ^^^^^^^^^^ unknown-kind: no matches for kind "deployment" in version "v1". Did you mean "Deployment"?
metadata: {name: x}
`);
  });

  it('may come from a group with a typing error', () => {
    check(`
apiVersion: networking.k8s.oi/v1
#           ^^^^^^^^^^^^^^^^^^^^ unknown-kind: no matches for kind "Ingress" in version "networking.k8s.oi/v1". Did you mean "networking.k8s.io/v1"?
kind: Ingress
metadata: {name: x}
`);
  });

  it('is a custom kind where the group is not of Kubernetes', () => {
    check(`
apiVersion: cert-manager.io/v1
#           ^^^^^^^^^^^^^^^^^^ custom-kind: no matches for kind "Certificate" in version "cert-manager.io/v1". This is not a kind of Kubernetes itself: its CustomResourceDefinition must be in the cluster first, and its fields are not checked here.
kind: Certificate
metadata: {name: x}
`);
  });

  it('is a custom kind even under the name of a built-in one', () => {
    check(`
apiVersion: serving.knative.dev/v1
#           ^^^^^^^^^^^^^^^^^^^^^^ custom-kind: no matches for kind "Service" in version "serving.knative.dev/v1". This is not a kind of Kubernetes itself: its CustomResourceDefinition must be in the cluster first, and its fields are not checked here.
kind: Service
metadata: {name: x}
`);
  });

  it('is nothing to say about a document that is not Kubernetes', () => {
    check(`
apiVersion: v2
name: chart
`);
  });
});
