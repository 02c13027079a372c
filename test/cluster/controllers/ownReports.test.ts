import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import { OwnReports } from '../../../src/cluster/controllers/ownReports';

function at(resourceVersion: string): ApiObject {
  const metadata = { name: 'web', namespace: 'default', uid: 'u', resourceVersion };
  return { apiVersion: 'v1', kind: 'Thing', metadata: { ...metadata, creationTimestamp: '' } };
}

describe("a controller's own reports", () => {
  it('are known when they come back, and no other version of the object is', () => {
    const reports = new OwnReports();
    assert.equal(reports.includes(at('10')), false);
    reports.note('default/web', at('10'));
    assert.equal(reports.includes(at('9')), false);
    assert.equal(reports.includes(at('10')), true);
    assert.equal(reports.includes(at('11')), false);
  });

  it('are news once the controller has looked at what came before them', () => {
    const reports = new OwnReports();
    reports.note('default/web', at('10'));
    reports.forget('default/web');
    assert.equal(reports.includes(at('10')), false);
  });
});
