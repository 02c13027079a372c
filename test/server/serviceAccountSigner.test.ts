import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'mocha';
import type { TokenClaims } from '../../src/cluster/client/tokenSigner';
import { ServiceAccountSigner } from '../../src/server/serviceAccountSigner';

const CLAIMS: TokenClaims = { iss: 'us', sub: 'system:serviceaccount:default:robot', jti: 'ä' };

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('Tokens of service accounts', () => {
  const key = newKey();
  const signer = new ServiceAccountSigner(key);

  it('are read by whoever has the key, and are the same every time', () => {
    const token = signer.sign(CLAIMS);
    assert.deepEqual(new ServiceAccountSigner(key).verify(token), CLAIMS);
    assert.equal(signer.sign(CLAIMS), token);
    const [header = ''] = token.split('.');
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string };
    assert.equal(alg, 'RS256');
  });

  it('are refused where a bit is changed, where nothing is signed, and from another key', () => {
    const [header = '', payload = '', signature = ''] = signer.sign(CLAIMS).split('.');
    const other = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'admin' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const token of [
      `${header}.${other}.${signature}`,
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}.x`,
      new ServiceAccountSigner(newKey()).sign(CLAIMS),
      '',
      'x',
    ]) {
      assert.equal(signer.verify(token), undefined, token);
    }
  });
});
