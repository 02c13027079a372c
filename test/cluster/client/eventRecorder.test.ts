import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { EVENTS, PODS } from '../../../src/apis/resources';
import { EventRecorder } from '../../../src/cluster/client/eventRecorder';
import { podDraft, ServerLab } from '../apiserver/serverLab';

const MINUTE_MS = 60_000;

class RecorderLab extends ServerLab {
  readonly pod: Pod;
  readonly recorder: EventRecorder;

  constructor() {
    super();
    this.pod = this.client.create(PODS, 'default', podDraft({ name: 'web' }));
    this.recorder = new EventRecorder(this, { component: 'kubelet', host: 'worker-1' });
  }

  record(message: string): void {
    this.recorder.event(this.pod, 'Normal', 'Tested', message);
  }

  /** `<message> <count> <seconds after the start, of the first and the last>` */
  events(): readonly string[] {
    return this.client
      .list(EVENTS, 'default')
      .items.map(({ message, count, firstTimestamp, lastTimestamp }) =>
        [message, count, firstTimestamp?.slice(14, 19), lastTimestamp?.slice(14, 19)].join(' '),
      );
  }
}

describe('The event recorder', () => {
  it('counts up what occurs again', () => {
    const lab = new RecorderLab();
    lab.record('a');
    lab.runFor(5000);
    lab.record('b');
    lab.record('a');
    assert.deepEqual(lab.events(), ['a 2 00:00 00:05', 'b 1 00:05 00:05']);
  });

  it('keeps events while nobody answers, in order and with the time at which they occurred', () => {
    const lab = new RecorderLab();
    lab.api.setServing(false);
    lab.record('a');
    lab.runFor(2000);
    lab.record('b');
    lab.runFor(20_000);
    lab.api.setServing(true);
    assert.deepEqual(lab.events(), []);
    lab.runFor(10_000);
    assert.deepEqual(lab.events(), ['a 1 00:00 00:00', 'b 1 00:02 00:02']);
    lab.record('c');
    assert.equal(lab.events().length, 3, 'and goes on at once');
  });

  it('gives up an event after twelve tries', () => {
    const lab = new RecorderLab();
    lab.api.setServing(false);
    lab.record('a');
    lab.runFor(2.5 * MINUTE_MS);
    lab.record('b');
    lab.api.setServing(true);
    lab.runFor(MINUTE_MS);
    assert.deepEqual(lab.events(), ['b 1 02:30 02:30']);
  });

  it('forgets what waits when its process ends', () => {
    const lab = new RecorderLab();
    lab.api.setServing(false);
    lab.record('a');
    lab.recorder.stop();
    lab.api.setServing(true);
    lab.runFor(MINUTE_MS);
    assert.deepEqual(lab.events(), []);
  });

  it('loses an event that is refused, and no other', () => {
    const lab = new RecorderLab();
    const elsewhere = { ...lab.pod, metadata: { ...lab.pod.metadata, namespace: 'nowhere' } };
    lab.recorder.event(elsewhere, 'Normal', 'Tested', 'lost');
    lab.record('a');
    assert.deepEqual(lab.events(), ['a 1 00:00 00:00']);
  });

  it('writes at most 25 events about one object in a row', () => {
    const lab = new RecorderLab();
    for (let i = 0; i < 40; i++) lab.record(String(i));
    assert.equal(lab.events().length, 25);
  });
});
