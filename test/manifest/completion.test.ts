import assert from 'node:assert/strict';
import { completionsAt, type ManifestCompletion } from '../../src/manifest/completion';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { diagnose, KNOWLEDGE } from './checkManifest';
import { SCHEMA } from '../kubernetesSchema';

/** `│` marks the cursor. */
function complete(marked: string): readonly ManifestCompletion[] {
  const offset = marked.indexOf('│');
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(marked.replace('│', ''));
  analyzer.finish();
  return completionsAt(analyzer, SCHEMA, offset);
}

function labels(marked: string): readonly string[] {
  return complete(marked).map(({ label }) => label);
}

function snippet(marked: string, label: string): string | undefined {
  return complete(marked).find((each) => each.label === label)?.snippet;
}

const HEAD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
const CONTAINERS = `${HEAD}spec:\n  template:\n    spec:\n      containers:\n`;

describe('completion', () => {
  it('begins documents with whole objects, which are right as they are', () => {
    const found = complete('│').filter(({ kind, detail }) => kind === 'object' && detail !== '');
    assert.deepEqual(
      found.slice(0, 3).map(({ label }) => label),
      ['Pod', 'Deployment', 'Service'],
    );
    for (const { label, snippet: text } of found.slice(0, 5)) {
      const typed = text.replace(/\$\{\d+:([^}]*)\}/g, '$1');
      assert.deepEqual(diagnose(typed), [], label);
    }
    assert.equal(labels(`${HEAD}---\n│`)[0], 'Pod');
  });

  it('offers the fields of the struct at the cursor, with what they are', () => {
    const found = complete(`${HEAD}spec:\n  re│`);
    const replicas = found.find(({ label }) => label === 'replicas');
    assert.equal(replicas?.detail, 'integer');
    assert.match(replicas.documentation, /Number of desired pods/);
    assert.deepEqual(replicas.range, { start: HEAD.length + 8, end: HEAD.length + 10 });
    const selector = found.find(({ label }) => label === 'selector');
    assert.equal(selector?.detail, 'LabelSelector, required');
    assert.equal(selector.snippet, 'selector:\n    $0');
    assert.equal(
      [...found].sort((a, b) => (a.sortText < b.sortText ? -1 : 1))[0]?.label,
      'selector',
    );
  });

  it('leaves out what is there, above and below', () => {
    const found = labels(
      `${CONTAINERS}      - name: a\n        │\n        image: b\n      - command: []\n`,
    );
    assert.ok(found.includes('command'));
    assert.ok(!found.includes('name') && !found.includes('image'));
  });

  it('knows elements of lists, behind a dash and before one', () => {
    assert.equal(snippet(`${CONTAINERS}      - │`, 'env'), 'env:\n        - $0');
    assert.equal(snippet(`${CONTAINERS}        │`, 'image'), '- image: $0');
    assert.deepEqual(
      labels(
        `${CONTAINERS}      - name: a\n        ports:\n        - containerPort: 80\n          │\n      - name: b\n`,
      ),
      ['hostIP', 'hostPort', 'name', 'protocol'],
    );
  });

  it('offers the values of enums and booleans', () => {
    assert.deepEqual(labels(`${HEAD}spec:\n  strategy:\n    type: Rec│`), [
      'Recreate',
      'RollingUpdate',
    ]);
    assert.deepEqual(labels(`${HEAD}spec:\n  paused: │`), ['true', 'false']);
    assert.deepEqual(labels(`${HEAD}spec:\n  replicas: │`), []);
  });

  it('pairs kinds with API versions', () => {
    assert.deepEqual(labels('apiVersion: apps/v1\nkind: │'), [
      'ControllerRevision',
      'DaemonSet',
      'Deployment',
      'ReplicaSet',
      'StatefulSet',
    ]);
    assert.deepEqual(labels('apiVersion: │\nkind: Ingress\n'), ['networking.k8s.io/v1']);
  });

  it('keeps out of comments, block scalars and { }', () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';
    assert.deepEqual(labels(`${HEAD}spec: # re│`), []);
    assert.deepEqual(labels(`${config}data:\n  file: |-\n    a: b\n    │`), []);
    assert.deepEqual(labels(`${HEAD}spec: {re│}`), []);
  });
});
