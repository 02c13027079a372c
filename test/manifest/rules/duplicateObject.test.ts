import { check } from '../checkManifest';

describe('the same object twice in a file', () => {
  it('is told of where it comes again', () => {
    check(`
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
#       ^ duplicate-object: ConfigMap "a" is already in this file, in line 1: applying the file, the later one overwrites the earlier one.
  namespace: default
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  namespace: other
`);
  });
});
