import assert from 'node:assert/strict';
import type { Event, Pod } from '../../../src/apis/generated/core/v1';
import { EVENTS, PODS } from '../../../src/apis/resources';
import { PackedEvents } from '../../../src/cluster/apiserver/packedEvents';
import { SeriesRecorder } from '../../../src/cluster/client/seriesRecorder';
import { podDraft, ServerLab } from '../apiserver/serverLab';

const MINUTE_MS = 60_000;

class SeriesLab extends ServerLab {
  readonly pod: Pod;
  readonly recorder: SeriesRecorder;

  constructor() {
    super();
    this.pod = this.client.create(PODS, 'default', podDraft({ name: 'web' }));
    this.recorder = new SeriesRecorder(this, { controller: 'default-scheduler', host: 'cp' });
  }

  fail(note = 'no room', pod = this.pod): void {
    const what = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;
    this.recorder.event(pod, { ...what, note });
  }

  events(): readonly Event[] {
    return this.client.list(EVENTS, 'default').items;
  }

  /** `<message> x<count>, last after <minutes>:<seconds>` */
  lines(): readonly string[] {
    return this.events().map(({ message = '', series }) =>
      series === undefined
        ? message
        : `${message} x${String(series.count)}, last after ${series.lastObservedTime?.slice(14, 19) ?? ''}`,
    );
  }
}

describe('The recorder of event series', () => {
  it('writes an event of the newer kind', () => {
    const lab = new SeriesLab();
    lab.runFor(1234.5678);
    lab.recorder.event(lab.pod, {
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: 'Successfully assigned default/web to worker-1',
    });
    const [event] = lab.events();
    assert.ok(event);
    const { metadata, involvedObject, ...rest } = event;
    assert.deepEqual(rest, {
      apiVersion: 'v1',
      kind: 'Event',
      eventTime: '2026-01-01T00:00:01.234568Z',
      reportingComponent: 'default-scheduler',
      reportingInstance: 'default-scheduler-cp',
      action: 'Binding',
      reason: 'Scheduled',
      message: 'Successfully assigned default/web to worker-1',
      type: 'Normal',
    });
    assert.match(metadata.name, /^web\.[0-9a-f]{16}$/);
    assert.equal(involvedObject.uid, lab.pod.metadata.uid);
  });

  it('writes events that etcd keeps packed, also those of one moment', () => {
    const lab = new SeriesLab();
    lab.runFor(987.654321);
    for (let i = 0; i < 20; i++) {
      const metadata = { ...lab.pod.metadata, resourceVersion: String(i + 1) };
      lab.fail('no room', { ...lab.pod, metadata });
    }
    const states = lab.api.etcd.range('/registry/events/');
    assert.equal(states.length, 20);
    const events = new PackedEvents();
    for (const state of states) assert.ok(events.pack(state));
  });

  it('makes a series of what occurs again: its first time, its first note, the second time', () => {
    const lab = new SeriesLab();
    lab.fail();
    lab.runFor(5 * MINUTE_MS);
    lab.fail('still no room');
    assert.deepEqual(lab.lines(), ['no room x2, last after 05:00']);
    assert.equal(lab.events()[0]?.eventTime?.slice(14, 19), '00:00');
  });

  it('writes the end of a series when it is over, and begins another then', () => {
    const lab = new SeriesLab();
    for (let i = 0; i < 4; i++) {
      lab.fail();
      lab.runFor(MINUTE_MS);
    }
    assert.deepEqual(lab.lines(), ['no room x2, last after 01:00']);
    lab.runFor(10 * MINUTE_MS);
    assert.deepEqual(lab.lines(), ['no room x4, last after 03:00']);
    lab.fail();
    assert.equal(lab.events().length, 2);
  });

  it('writes a series that goes on every half hour', () => {
    const lab = new SeriesLab();
    for (let i = 0; i < 11; i++) {
      lab.fail();
      lab.runFor(3 * MINUTE_MS);
    }
    assert.deepEqual(lab.lines(), ['no room x10, last after 27:00']);
  });

  it('tells versions of an object apart', () => {
    const lab = new SeriesLab();
    lab.fail();
    const metadata = { ...lab.pod.metadata, resourceVersion: '99' };
    lab.fail('no room', { ...lab.pod, metadata });
    assert.deepEqual(lab.lines(), ['no room', 'no room']);
  });

  it('begins a series anew where the event is gone', () => {
    const lab = new SeriesLab();
    lab.fail();
    lab.client.delete(EVENTS, 'default', lab.events()[0]?.metadata.name ?? '');
    lab.fail();
    assert.deepEqual(lab.lines(), ['no room x2, last after 00:00']);
  });

  it('says nothing any more when its process ends', () => {
    const lab = new SeriesLab();
    lab.fail();
    lab.fail();
    lab.fail();
    lab.recorder.stop();
    lab.runFor(30 * MINUTE_MS);
    assert.deepEqual(lab.lines(), ['no room x2, last after 00:00']);
  });
});
