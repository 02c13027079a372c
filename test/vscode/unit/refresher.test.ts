// Of many changes one refresh.
import assert from 'node:assert/strict';
import { Refresher } from '../../../src/vscode/refresher';
import { ManualTime } from './manualTime';

describe('refresher', () => {
  function setUp(): { refresher: Refresher; time: ManualTime; count: () => number } {
    const time = new ManualTime();
    let refreshes = 0;
    const refresher = new Refresher(200, () => refreshes++, time);
    return { refresher, time, count: () => refreshes };
  }

  it('refreshes once for all changes since the first, and again for those that come later', () => {
    const { refresher, time, count } = setUp();
    refresher.soon();
    time.pass(150);
    refresher.soon();
    assert.equal(count(), 0);
    time.pass(50);
    assert.equal(count(), 1);
    time.pass(1000);
    assert.equal(count(), 1);
    refresher.soon();
    time.pass(200);
    assert.equal(count(), 2);
  });

  it('has nothing left to do after a refresh at once, or its end', () => {
    const { refresher, time, count } = setUp();
    refresher.soon();
    refresher.now();
    time.pass(1000);
    assert.equal(count(), 1);
    refresher.soon();
    refresher.dispose();
    time.pass(1000);
    assert.equal(count(), 1);
  });
});
