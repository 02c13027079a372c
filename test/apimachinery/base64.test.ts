import assert from 'node:assert/strict';
import { textToBase64 } from '../../src/apimachinery/base64';

describe('base64', () => {
  it('is what Node makes of the same text', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'ä€😀', '\u0000?>~ÿ', 'half \ud83d pair']) {
      assert.equal(textToBase64(text), Buffer.from(text).toString('base64'), text);
    }
  });
});
