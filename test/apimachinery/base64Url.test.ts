import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBase64Url, encodeBase64Url } from '../../src/apimachinery/base64Url';

describe('base64 for URLs', () => {
  it('is that of Node, both ways, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeBase64Url(text);
        assert.equal(encoded, Buffer.from(text).toString('base64url'));
        assert.equal(decodeBase64Url(encoded), text);
      }),
    );
  });

  it('knows what it is not', () => {
    for (const text of ['A', 'a=', 'a b', '_w']) assert.equal(decodeBase64Url(text), undefined);
  });
});
