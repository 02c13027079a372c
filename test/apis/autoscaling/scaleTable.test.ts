import assert from 'node:assert/strict';
import { header, row } from '../tableRow';

describe('the table of a scale', () => {
  it('shows how many pods there should be and are', () => {
    assert.equal(header('autoscaling', 'Scale'), 'NAME DESIRED AVAILABLE AGE');
    assert.equal(
      row('autoscaling', 'Scale', '{ spec: { replicas: 3 }, status: { replicas: 2 } }'),
      'web | 3 | 2 | 24h',
    );
  });
});
