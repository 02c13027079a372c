import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { md5 } from '../../src/apimachinery/md5';

describe('MD5', () => {
  it('is that of others, across the lengths at which a block is full', () => {
    for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 121, 1000]) {
      const text = '(v1.EndpointPort){Name:(string)dns}'.repeat(30).slice(0, length);
      assert.equal(md5(text), createHash('md5').update(text).digest('hex'), String(length));
    }
  });
});
