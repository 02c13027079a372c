// Help with the fields of a lab file.
import assert from 'node:assert/strict';
import { fieldAt, fieldsFor } from '../../src/labfile/labHelp';
import { readLabAtOnce } from '../../src/labfile/readLab';

/** `|` is the cursor. */
function offered(text: string): string {
  const lines = text.slice(0, text.indexOf('|')).split('\n');
  const typed = lines.pop() ?? '';
  return fieldsFor(lines, typed)
    .map(({ name }) => name)
    .join(' ');
}

describe('help in a lab file', () => {
  it('offers the fields that belong here and are not there yet', () => {
    assert.equal(offered('|'), 'apiVersion kind metadata cluster journal end');
    assert.equal(
      offered('apiVersion: clusterlab/v1\nkind: Lab\n|'),
      'metadata cluster journal end',
    );
    assert.equal(offered('metadata:\n  name: x\n  |'), 'description savedBy inputs');
    const nodes = 'cluster:\n  seed: 1\n  nodes:\n';
    assert.match(
      offered('cluster:\n  seed: 1\n  |'),
      /^startTime controlPlaneNodes nodeDefaults nodes/,
    );
    assert.match(offered(`${nodes}    - |`), /^count name cpu/);
    assert.match(offered(`${nodes}    - count: 3\n      |`), /^name cpu memory/);
    assert.match(
      offered(`${nodes}    - count: 3\n      taints:\n        - |`),
      /^key value effect$/,
    );
    assert.match(
      offered(`${nodes}    - count: 3\n      cpu: 4\n  |`),
      /^startTime controlPlaneNodes/,
    );
    assert.equal(offered('cluster:\n  latencies:\n    api: 2ms\n    |'), 'etcd nodes zones users');
    assert.match(offered('journal:\n  - time: 10s\n    |'), /^place request crashNode/);
    assert.equal(offered('journal:\n  - time: 10s\n    crashNode:\n      |'), 'node');
    assert.equal(offered('cluster:\n  nowhere:\n    |'), '');
  });

  it('tells what a field is for', () => {
    const text =
      'apiVersion: clusterlab/v1\nkind: Lab\ncluster:\n  nodes:\n    - count: 1\n      cpu: 4\n';
    const { root } = readLabAtOnce(text);
    assert.ok(root !== undefined);
    const found = fieldAt(root, text.indexOf('cpu') + 1);
    assert.equal(found?.field.description, 'CPU of each node: `4`, `500m`.');
    assert.equal(fieldAt(root, text.indexOf('clusterlab/v1')), undefined);
  });
});
