import assert from 'node:assert/strict';
import { canonicalJson, podTemplateHash, safeEncode } from '../../src/apimachinery/podTemplateHash';

describe('podTemplateHash', () => {
  const template = { spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } };

  it('depends on the content only, not on the order of fields or on absent ones', () => {
    const same = {
      metadata: undefined,
      spec: { containers: [{ image: 'nginx:1.27', name: 'web' }] },
    };
    assert.equal(podTemplateHash(template), podTemplateHash(same));
    assert.equal(
      canonicalJson(same),
      '{"spec":{"containers":[{"image":"nginx:1.27","name":"web"}]}}',
    );
  });

  it('changes with the template and with the collision count', () => {
    const other = { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } };
    const hashes = [
      podTemplateHash(template),
      podTemplateHash(other),
      podTemplateHash(template, 1),
    ];
    assert.equal(new Set(hashes).size, 3);
    for (const hash of hashes) assert.match(hash, /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  });

  it('encodes as rand.SafeEncodeString does', () => {
    assert.equal(safeEncode('0123456789'), '456789bcdf');
  });
});
