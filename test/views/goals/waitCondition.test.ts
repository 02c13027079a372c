// Conditions as `kubectl wait --for` takes them.
import assert from 'node:assert/strict';
import { parseWaitCondition, WaitConditionError } from '../../../src/views/goals/waitCondition';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: '1', resourceVersion: '7', creationTimestamp: '', generation: 2 },
  spec: { replicas: 3 },
  status: {
    observedGeneration: 2,
    readyReplicas: 3,
    conditions: [
      { type: 'Available', status: 'True' },
      { type: 'Progressing', status: 'False' },
    ],
  },
};

const STALE = { ...WEB, metadata: { ...WEB.metadata, generation: 3 } };

describe('wait condition', () => {
  const cases: readonly (readonly [text: string, holds: boolean, object?: typeof WEB])[] = [
    ['condition=Available', true, WEB],
    ['condition=Available=true', true, WEB],
    ['condition=Available=False', false, WEB],
    ['--for=condition=Available', true, WEB],
    ['condition=Progressing=false', true, WEB],
    ['condition=Ready', false, WEB],
    ['condition=Available', false, STALE],
    ['condition=Available', false],
    ["jsonpath='{.status.readyReplicas}'=3", true, WEB],
    ['jsonpath={.status.readyReplicas}=2', false, WEB],
    ['jsonpath={.status.conditions[?(@.type=="Available")].status}=True', true, WEB],
    ['jsonpath={.status.conditions[*].status}=True', false, WEB],
    ['jsonpath={.status.readyReplicas}', true, WEB],
    ['jsonpath={.status.missing}', false, WEB],
    ['create', true, WEB],
    ['create', false],
    ['delete', false, WEB],
    ['delete', true],
  ];
  for (const [text, holds, object] of cases) {
    it(`${text} is ${String(holds)} of ${object === STALE ? 'what an older spec gave' : object === undefined ? 'nothing' : 'web'}`, () => {
      assert.equal(parseWaitCondition(text).holds(object), holds);
    });
  }

  for (const text of [
    'Available',
    'condition=',
    'jsonpath=',
    'jsonpath={.a}=',
    'jsonpath={.a[}=1',
  ]) {
    it(`does not take ${text}`, () => {
      assert.throws(() => parseWaitCondition(text), WaitConditionError);
    });
  }
});
