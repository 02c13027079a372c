// Every GA kind with every field of its schema filled is created and read back equal, apart from
// defaults and from what is the server's own.
import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import { apiVersionOf } from '../../../src/apimachinery/resource';
import { PRIORITY_CLASSES, RUNTIME_CLASSES } from '../../../src/apis/resources';
import { SCHEMA } from '../../kubernetesSchema';
import { filledObject, without } from './filledObject';
import { CHOICES } from './roundTripChoices';
import { ServerLab } from './serverLab';

/** The server's own, or refused at creation. */
const SERVER_METADATA = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'selfLink',
  'managedFields',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generateName',
];

/** Fails where a field that was sent is not there as it was. */
function assertKept(sent: unknown, kept: unknown, path: string): void {
  if (typeof sent !== 'object' || sent === null) {
    assert.equal(kept, sent, path);
    return;
  }
  assert.ok(typeof kept === 'object' && kept !== null, `${path} is gone`);
  for (const [key, value] of Object.entries(sent)) {
    // Both are plain records or lists.
    assertKept(value, (kept as Record<string, unknown>)[key], `${path}.${key}`);
  }
}

/** With what admission looks for when a pod names it. */
function labWithClasses(): ServerLab {
  const lab = new ServerLab();
  lab.client.create(PRIORITY_CLASSES, undefined, {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'b' },
    value: 1,
  });
  lab.client.create(RUNTIME_CLASSES, undefined, {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'runc' },
    handler: 'runc',
    overhead: { podFixed: { cpu: '1' } },
  });
  return lab;
}

describe('every field of every kind', () => {
  for (const resource of SCHEMA.resources) {
    if (!resource.verbs.includes('create') || !resource.verbs.includes('get')) continue;
    it(`is kept: ${apiVersionOf(resource)} ${resource.kind}`, () => {
      const lab = labWithClasses();
      const schemaName = SCHEMA.schemaNameOf(resource);
      assert.ok(schemaName);
      const object = without(filledObject(schemaName, CHOICES), 'status');
      const metadata = Object.fromEntries(
        Object.entries(object.metadata as object).filter(([key]) => !SERVER_METADATA.includes(key)),
      );
      const namespace = resource.namespaced ? 'default' : undefined;
      const body = {
        ...object,
        apiVersion: apiVersionOf(resource),
        kind: resource.kind,
        metadata: { ...metadata, namespace, name: CHOICES[`${schemaName} name`] ?? 'a' },
      } as unknown as ApiObject;
      lab.client.create(resource, namespace, body, { fieldValidation: 'Strict' });
      const kept = lab.client.get(resource, namespace, body.metadata.name);
      assertKept(body, kept, resource.kind);
    });
  }
});
