import { check } from '../checkManifest';

describe('syntax of YAML', () => {
  it('points at a tab', () => {
    check(`
apiVersion: v1
kind: Pod
metadata:
\tname: web
#<^ yaml-syntax: Tabs are not allowed as indentation. YAML is indented with spaces only; replace the tab.
`);
  });

  it('points at a value that holds a colon', () => {
    check(`
apiVersion: v1
kind: Pod
metadata:
  name: a: b
#       ^ yaml-syntax: Nested mappings are not allowed in compact mappings. Only one "key: value" fits on a line. Check the indentation, or quote a value that contains ": ".
`);
  });

  it('points at a quote that is not closed', () => {
    check(`
apiVersion: v1
kind: Pod
metadata: {name: "web}
#                ^^^^^ yaml-syntax: Missing closing quote. Something is not closed or not complete here: a quote, a bracket or a colon.
#                    ^ yaml-syntax: Flow map in block collection must be sufficiently indented and end with a }. Keys of one map, and dashes of one list, must start in the same column.
`);
  });

  it('points at wrong indentation', () => {
    check(`
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: a
   image: b
#  ^^^^^ yaml-syntax: Sequence item without - indicator. Something is not closed or not complete here: a quote, a bracket or a colon.
`);
  });

  it('points at an alias without an anchor', () => {
    check(`
apiVersion: v1
kind: Pod
metadata:
  name: *web
#       ^^^^ yaml-syntax: unknown anchor 'web' referenced
`);
  });

  it('points at a template', () => {
    check(`
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Values.name }}
#        ^^^^^^^^^^^^^^^^ yaml-syntax: invalid map key: a key must be a word, not a map or list. If this is a template such as {{ .Values.name }}, quote it or render it first.
`);
  });

  it('says nothing about files of others', () => {
    check(`
services:
  web: [
`);
  });
});
