import { check } from '../checkManifest';

describe('a deprecated kind', () => {
  it('is warned of in the words of the API server', () => {
    check(`
apiVersion: v1
kind: Endpoints
#     ^^^^^^^^^ deprecated-kind: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
metadata: {name: x}
`);
  });
});
