// Which fields of a value are owned one by one, by the kind of list, map or struct.
import assert from 'node:assert/strict';
import { DEDUCED, type ListShape } from '../../../../src/cluster/apiserver/fieldmanager/fieldShape';
import { itemProblem } from '../../../../src/cluster/apiserver/fieldmanager/listItems';
import {
  appearingFields,
  appliedFields,
} from '../../../../src/cluster/apiserver/fieldmanager/presentFields';
import { SchemaShapes } from '../../../../src/cluster/apiserver/fieldmanager/schemaShapes';
import { SCHEMA } from '../../../kubernetesSchema';

const shapes = new SchemaShapes(SCHEMA, 'stated');

const applied = (schemaName: string, value: unknown): unknown =>
  JSON.parse(JSON.stringify(appliedFields(shapes.ofKind(schemaName), value)));

describe('what a client that applies owns', () => {
  const cases: readonly (readonly [
    what: string,
    schema: string,
    value: unknown,
    owned: unknown,
  ])[] = [
    [
      'nothing of what belongs to the server',
      'core.v1.ConfigMap',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: '1', generation: 2 } },
      {},
    ],
    [
      'labels and annotations key by key, finalizers value by value, owners by their uid',
      'core.v1.ConfigMap',
      {
        metadata: {
          labels: { a: '1' },
          finalizers: ['x/y'],
          ownerReferences: [{ uid: '1', name: 'n', kind: 'K', apiVersion: 'v1' }],
        },
      },
      {
        'f:metadata': {
          'f:finalizers': { 'v:"x/y"': {} },
          'f:labels': { 'f:a': {} },
          'f:ownerReferences': { 'k:{"uid":"1"}': {} },
        },
      },
    ],
    [
      'items of a list by their keys, which may be left out where they have a default',
      'core.v1.Service',
      { spec: { ports: [{ port: 80 }, { port: 53, protocol: 'UDP', name: 'dns' }] } },
      {
        'f:spec': {
          'f:ports': {
            'k:{"port":53,"protocol":"UDP"}': {
              '.': {},
              'f:name': {},
              'f:port': {},
              'f:protocol': {},
            },
            'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} },
          },
        },
      },
    ],
    [
      'a selector, tolerations and arguments as a whole',
      'core.v1.Pod',
      {
        spec: {
          nodeSelector: { disk: 'ssd' },
          tolerations: [{ key: 'a' }],
          containers: [{ name: 'web', args: ['a', 'b'] }],
        },
      },
      {
        'f:spec': {
          'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:args': {}, 'f:name': {} } },
          'f:nodeSelector': {},
          'f:tolerations': {},
        },
      },
    ],
    [
      'an empty map and a null, but not an empty list of items',
      'core.v1.Pod',
      { spec: { securityContext: {}, restartPolicy: null, containers: [] } },
      { 'f:spec': { 'f:restartPolicy': {}, 'f:securityContext': {} } },
    ],
    [
      'only that there are items, where several have the same keys',
      'core.v1.Pod',
      { spec: { containers: [{ name: 'a', image: 'x' }, { name: 'a' }] } },
      { 'f:spec': { 'f:containers': { 'k:{"name":"a"}': {} } } },
    ],
  ];
  for (const [what, schema, value, owned] of cases) {
    it(what, () => {
      assert.deepEqual(applied(schema, value), owned);
    });
  }

  it('maps key by key and lists as a whole, where nothing is known of the type', () => {
    const fields = appliedFields(DEDUCED, { spec: { list: [{ a: 1 }], map: { b: 2 }, empty: {} } });
    assert.deepEqual(JSON.parse(JSON.stringify(fields)), {
      'f:spec': {
        '.': {},
        'f:empty': {},
        'f:list': {},
        'f:map': { '.': {}, 'f:b': {} },
      },
    });
  });
});

describe('what comes into being with a value', () => {
  it('is what holds its fields, too, and what Go always has', () => {
    const container = { name: 'web', image: 'nginx' };
    const fields = appearingFields(shapes.ofKind('core.v1.PodTemplate'), {
      template: { spec: { containers: [container] } },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(fields.child('f:template')?.child('f:spec'))), {
      '.': {},
      'f:containers': {
        '.': {},
        'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {} },
      },
    });
  });
});

describe('an item that cannot be told from others', () => {
  const list = (type: 'set' | 'map'): ListShape => ({
    kind: 'list',
    type,
    keys: type === 'map' ? ['containerPort', 'protocol'] : [],
    keyDefaults: {},
    hasImpliedKey: false,
    items: DEDUCED,
  });
  const cases: readonly (readonly ['set' | 'map', unknown, string])[] = [
    ['map', null, 'associative list with keys may not have a null element'],
    ['map', 'a', 'associative list with keys may not have non-map elements'],
    [
      'map',
      { name: 'a' },
      `associative list with keys has an element that omits all key fields ["containerPort" "protocol"] (and doesn't have default values for any key fields)`,
    ],
    ['set', {}, `associative list without keys has an element that's a map type`],
    ['set', [], 'not supported: associative list with lists as elements'],
    ['set', null, `associative list without keys has an element that's an explicit null`],
  ];
  for (const [type, item, problem] of cases) {
    it(`is told: ${JSON.stringify(item)} in a ${type}`, () => {
      assert.equal(itemProblem(list(type), item), problem);
    });
  }
});
