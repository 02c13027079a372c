import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../../src/apimachinery/objectMeta';
import type { Event } from '../../../src/apis/generated/core/v1';
import type { Event as NewerEvent } from '../../../src/apis/generated/events/v1';
import { EVENTS, NEWER_EVENTS } from '../../../src/apis/resources';
import { ServerLab } from './serverLab';

interface Written {
  readonly writer: string;
  readonly draft: Draft<Event> | Draft<NewerEvent>;
}

const LONG = 'n'.repeat(1025);
const NAMES = ['web-1', 'web-2', 'web-3', 'Web'];

/** Mostly alike, as recorders write them; here and there something is left out, empty or wrong. */
const metadata = fc.record({
  name: fc.constantFrom(...NAMES.map((name) => `${name}.18d75ba94b37ed16`)),
  namespace: fc.constantFrom('default', 'default', 'kube-system'),
});
const reference = fc.record(
  {
    kind: fc.constantFrom('Pod', 'Pod', 'Node'),
    namespace: fc.constantFrom('default', 'default', 'kube-system'),
    name: fc.constantFrom(...NAMES),
    uid: fc.constantFrom('a', 'b'),
    resourceVersion: fc.constantFrom('', '7', '8'),
  },
  { requiredKeys: ['kind', 'name', 'uid', 'resourceVersion'] },
);
const time = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z');
const text = fc.constantFrom('said', 'said again', 'said', '', LONG);

const older: fc.Arbitrary<Draft<Event>> = fc.record(
  {
    apiVersion: fc.constant('v1' as const),
    kind: fc.constant('Event' as const),
    metadata,
    involvedObject: reference,
    reason: fc.constantFrom('Started', 'Started', 'Killing'),
    message: text,
    source: fc.record(
      { component: fc.constant('kubelet'), host: fc.constantFrom('worker-1', 'worker-2', '') },
      { requiredKeys: ['component'] },
    ),
    firstTimestamp: time,
    lastTimestamp: time,
    type: fc.constantFrom('Normal', 'Normal', 'Warning'),
    reportingComponent: fc.constantFrom('kubelet', ''),
    reportingInstance: fc.constantFrom('worker-1', 'worker-2', ''),
  },
  { requiredKeys: ['apiVersion', 'kind', 'metadata', 'involvedObject', 'reason', 'message'] },
);

const newer: fc.Arbitrary<Draft<NewerEvent>> = fc.record({
  apiVersion: fc.constant('events.k8s.io/v1' as const),
  kind: fc.constant('Event' as const),
  metadata,
  eventTime: fc.constantFrom('2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:01.000000Z'),
  reportingController: fc.constant('default-scheduler'),
  reportingInstance: fc.constantFrom('default-scheduler-1', 'default-scheduler-1', LONG),
  action: fc.constantFrom('Binding', 'Binding', 'Binding', ''),
  reason: fc.constantFrom('Scheduled', 'Scheduled', 'Scheduled', ''),
  regarding: reference,
  note: text,
  type: fc.constantFrom('Normal', 'Normal', 'Normal', 'Other'),
});

/** Others that differ from the first in what one more has of a field or two. */
function alike<T extends Draft<Event> | Draft<NewerEvent>>(
  drafts: fc.Arbitrary<T>,
): fc.Arbitrary<readonly Written[]> {
  const writer = fc.constantFrom(
    'system:node:worker-1',
    'system:node:worker-2',
    'system:kube-scheduler',
  );
  const others = fc.array(
    fc.record({
      writer,
      other: drafts,
      fields: fc.subarray(
        [
          'metadata',
          'involvedObject',
          'regarding',
          'message',
          'note',
          'source',
          'firstTimestamp',
          'reportingInstance',
          'type',
          'eventTime',
        ],
        { maxLength: 2 },
      ),
    }),
    { minLength: 2, maxLength: 6 },
  );
  return fc
    .record({ writer, draft: drafts, others })
    .map(({ writer: first, draft, others: more }) => [
      { writer: first, draft },
      ...more.map(({ writer: next, other, fields }) => {
        const theirs = Object.entries(other).filter(([field]) => fields.includes(field));
        return { writer: next, draft: { ...draft, ...Object.fromEntries(theirs) } };
      }),
    ]);
}

/** What becomes of it, down to the order of the fields, but for what is drawn for each. */
function outcome(lab: ServerLab, { writer, draft }: Written): unknown {
  const client = lab.clientOf(writer);
  const { namespace = '' } = draft.metadata;
  try {
    const made: ApiObject =
      draft.apiVersion === 'v1'
        ? client.create(EVENTS, namespace, draft)
        : client.create(NEWER_EVENTS, namespace, draft);
    client.delete(EVENTS, namespace, made.metadata.name);
    const { metadata } = made;
    return JSON.stringify({ ...made, metadata: { ...metadata, uid: '', resourceVersion: '' } });
  } catch (error) {
    if (error instanceof ApiStatusError) return error.message;
    throw error;
  }
}

describe('events like others', () => {
  it('become what they become where nothing like them was written before', () => {
    fc.assert(
      fc.property(fc.oneof(alike(older), alike(newer)), (events) => {
        const lab = new ServerLab();
        const outcomes = events.map((each) => {
          lab.runFor(400);
          return outcome(lab, each);
        });
        const alone = events.map((each, index) => {
          const fresh = new ServerLab();
          fresh.runFor(400 * (index + 1));
          return outcome(fresh, each);
        });
        assert.deepEqual(outcomes, alone);
      }),
      { numRuns: 100 },
    );
  });
});
