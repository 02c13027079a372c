// What changes between two values, where the names of fields come from outside.
import assert from 'node:assert/strict';
import type { ObjectSchema } from '../../../../src/apis/schema/schemaBundle';
import { fieldChanges } from '../../../../src/cluster/apiserver/fieldmanager/fieldChanges';
import { SchemaShapes } from '../../../../src/cluster/apiserver/fieldmanager/schemaShapes';

const CUSTOM: ObjectSchema = {
  properties: { size: { type: 'integer' } },
  preservesUnknownFields: true,
};
const SHAPE = new SchemaShapes({ schema: () => CUSTOM, field: () => undefined }, 'stated').ofKind(
  'stable.v1.CronTab',
);

describe('what changes between two custom resources', () => {
  for (const name of ['color', 'constructor', 'toString']) {
    it(`has a field ${name} that appears, changes and goes`, () => {
      const owned = { [`f:${name}`]: {} };
      const [none, red, blue] = [{ size: 1 }, { size: 1, [name]: 'red' }, { [name]: 'blue' }];
      assert.deepEqual(fieldChanges(SHAPE, none, red)?.changed.toJSON(), owned);
      assert.deepEqual(fieldChanges(SHAPE, red, { size: 1, ...blue })?.changed.toJSON(), owned);
      assert.deepEqual(fieldChanges(SHAPE, red, none)?.removed.toJSON(), owned);
    });
  }
});
