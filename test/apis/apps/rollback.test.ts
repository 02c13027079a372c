import assert from 'node:assert/strict';
import { REVISION_ANNOTATION } from '../../../src/apis/apps/deploymentRevisions';
import { rollbackPatch } from '../../../src/apis/apps/rollback';
import type { Deployment, ReplicaSet } from '../../../src/apis/generated/apps/v1';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function template(image: string, hash?: string): Deployment['spec']['template'] {
  return {
    metadata: {
      labels: { app: 'web', ...(hash === undefined ? {} : { 'pod-template-hash': hash }) },
    },
    spec: { containers: [{ name: 'web', image }] },
  };
}

function metadata(
  name: string,
  annotations: Readonly<Record<string, string>>,
): Deployment['metadata'] {
  return {
    name,
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations,
  };
}

function deployment(image: string, paused = false): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('web', { [REVISION_ANNOTATION]: '3', [LAST_APPLIED]: '{}', note: 'third' }),
    spec: { selector: {}, template: template(image), paused },
    status: {},
  };
}

function replicaSet(revision: number, image: string): ReplicaSet {
  const hash = `h${String(revision)}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata(`web-${hash}`, {
      [REVISION_ANNOTATION]: String(revision),
      note: `number ${String(revision)}`,
    }),
    spec: { selector: {}, template: template(image, hash) },
    status: { replicas: 0 },
  };
}

const HISTORY = [replicaSet(1, 'nginx:1'), replicaSet(3, 'nginx:3'), replicaSet(2, 'nginx:2')];

describe('Rolling a Deployment back', () => {
  it('puts the previous template and its annotations back, and keeps its own', () => {
    assert.deepEqual(rollbackPatch(deployment('nginx:3'), HISTORY), {
      outcome: 'patch',
      revision: 2,
      patch: [
        { op: 'replace', path: '/spec/template', value: template('nginx:2') },
        {
          op: 'replace',
          path: '/metadata/annotations',
          value: { [REVISION_ANNOTATION]: '3', [LAST_APPLIED]: '{}', note: 'number 2' },
        },
      ],
    });
  });

  it('goes to a revision that is asked for', () => {
    const rollback = rollbackPatch(deployment('nginx:3'), HISTORY, 1);
    assert.ok(rollback.outcome === 'patch');
    assert.equal(rollback.revision, 1);
    assert.deepEqual(rollback.patch[0]?.value, template('nginx:1'));
  });

  it('says what kubectl says where there is nothing to do or to go back to', () => {
    assert.deepEqual(rollbackPatch(deployment('nginx:3'), HISTORY, 3), {
      outcome: 'skipped',
      message: 'skipped rollback (current template already matches revision 3)',
    });
    assert.deepEqual(rollbackPatch(deployment('nginx:3'), HISTORY, 7), {
      outcome: 'refused',
      message: 'unable to find specified revision 7 in history',
    });
    assert.deepEqual(rollbackPatch(deployment('nginx:3'), HISTORY.slice(0, 1)), {
      outcome: 'refused',
      message: 'no rollout history found for deployment "web"',
    });
    assert.deepEqual(rollbackPatch(deployment('nginx:3', true), HISTORY), {
      outcome: 'refused',
      message:
        "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/web' and try again",
    });
  });
});
