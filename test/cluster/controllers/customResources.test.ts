// Custom resources take part in garbage collection, and go with their namespace.
import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import { CONFIG_MAPS, CUSTOM_RESOURCE_DEFINITIONS, NAMESPACES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

const CLOCKS: Resource = {
  group: 'example.com',
  version: 'v1',
  plural: 'clocks',
  kind: 'Clock',
  namespaced: true,
};

function clockLab(): ControllerLab {
  const lab = new ControllerLab();
  lab.admin.create(CUSTOM_RESOURCE_DEFINITIONS, undefined, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'clocks.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'clocks', kind: 'Clock' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  });
  lab.runForSeconds(1);
  return lab;
}

function clock(lab: ControllerLab, name: string, namespace = 'default'): ApiObject {
  const draft = { apiVersion: 'example.com/v1', kind: 'Clock', metadata: { name } };
  return lab.admin.create(CLOCKS, namespace, draft);
}

function owned(name: string, { apiVersion, kind, metadata }: ApiObject): ApiObject['metadata'] {
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
  // The server makes the rest.
  return { name, ownerReferences: [reference] } as unknown as ApiObject['metadata'];
}

describe('custom resources in the controller manager', () => {
  it('are owners and dependents', () => {
    const lab = clockLab();
    const grandfather = clock(lab, 'grandfather');
    const metadata = owned('child', grandfather);
    const child = lab.admin.create(CLOCKS, 'default', {
      apiVersion: 'example.com/v1',
      kind: 'Clock',
      metadata,
    });
    lab.admin.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: owned('settings', child),
    });
    lab.runForSeconds(2);
    assert.equal(lab.list(CLOCKS).length, 2);

    lab.admin.delete(CLOCKS, 'default', 'grandfather');
    lab.runForSeconds(5);
    assert.deepEqual(lab.list(CLOCKS), []);
    assert.equal(
      lab.list(CONFIG_MAPS).some((each) => each.metadata.name === 'settings'),
      false,
    );
  });

  it('go with their namespace', () => {
    const lab = clockLab();
    lab.admin.create(NAMESPACES, undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });
    clock(lab, 'wall', 'shop');
    lab.admin.delete(NAMESPACES, undefined, 'shop');
    lab.runForSeconds(30);
    assert.deepEqual(lab.list(CLOCKS), []);
    assert.equal(
      lab.list(NAMESPACES).some(({ metadata }) => metadata.name === 'shop'),
      false,
    );
  });

  it('are looked after no more when their definition is gone', () => {
    const lab = clockLab();
    clock(lab, 'wall');
    lab.admin.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, 'clocks.example.com');
    lab.runForSeconds(60);
    assert.deepEqual(lab.list(CUSTOM_RESOURCE_DEFINITIONS), []);
  });
});
