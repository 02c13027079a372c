import { check } from '../checkManifest';

describe('a malformed value', () => {
  it('may be a quantity', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    resources:
      requests:
        cpu: half
#            ^^^^ bad-format: spec.containers[0].resources.requests.cpu: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'. Write a number with an optional unit, such as 2, 500m (half of one) or 128Mi.
        memory: 1GB
#               ^^^ bad-format: spec.containers[0].resources.requests.memory: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'. Write a number with an optional unit, such as 2, 500m (half of one) or 128Mi.
`);
  });

  it('may be base64', () => {
    check(`
apiVersion: v1
kind: Secret
metadata: {name: s}
data:
  password: not secret
#           ^^^^^^^^^^ bad-format: data.password: illegal base64 data at input byte 3. Values here are base64; plain text of a Secret goes under stringData.
`);
  });

  it('may be a time', () => {
    check(`
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  creationTimestamp: yesterday
#                    ^^^^^^^^^ bad-format: metadata.creationTimestamp: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006". Write a time such as 2026-01-31T08:30:00Z.
`);
  });
});
