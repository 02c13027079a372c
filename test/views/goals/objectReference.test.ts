// Objects as kubectl's users name them.
import assert from 'node:assert/strict';
import {
  ObjectReferenceError,
  parseObjectReference,
} from '../../../src/views/goals/objectReference';
import { SCHEMA } from '../../kubernetesSchema';

describe('object reference', () => {
  const cases: readonly (readonly [text: string, found: string])[] = [
    ['deployment/web', 'deployments default web'],
    ['deploy web', 'deployments default web'],
    ['Deployment/web -n shop', 'deployments shop web'],
    ['-n shop po/web-1', 'pods shop web-1'],
    ['pods/web-1 --namespace=shop', 'pods shop web-1'],
    ['node/worker-1 -n shop', 'nodes - worker-1'],
    ['deployments.apps/web', 'deployments default web'],
  ];
  for (const [text, found] of cases) {
    it(`${text} is ${found}`, () => {
      const { resource, namespace = '-', name } = parseObjectReference(text, SCHEMA.resources);
      assert.equal(`${resource.plural} ${namespace} ${name}`, found);
    });
  }

  for (const text of ['', 'web', 'deployment/', 'gadget/web', 'deployment web 3']) {
    it(`"${text}" is none`, () => {
      assert.throws(() => parseObjectReference(text, SCHEMA.resources), ObjectReferenceError);
    });
  }
});
