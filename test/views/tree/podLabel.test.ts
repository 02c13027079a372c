import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { podLabel } from '../../../src/views/tree/podLabel';

function label(name: string, generateName?: string, hash?: string): string {
  const labels = hash === undefined ? {} : { 'pod-template-hash': hash };
  return podLabel({ metadata: { name, generateName, labels } } as unknown as Pod);
}

describe('the name of a pod in the tree', () => {
  it('is without the hash that a Deployment puts into its middle', () => {
    const name = label('frontend-5d8f7c9b6d-x7k2p', 'frontend-5d8f7c9b6d-', '5d8f7c9b6d');
    assert.equal(name, 'frontend-…-x7k2p');
  });

  it('keeps its end where the beginning is long', () => {
    const generated = 'the-frontend-of-our-shop-5d8f7c9b6d-';
    assert.equal(label(`${generated}x7k2p`, generated, '5d8f7c9b6d'), 'the-frontend-of-…-x7k2p');
    assert.equal(label('kube-controller-manager-control-plane'), 'kube-controller-…-plane');
  });

  it('is the whole name where that is short', () => {
    assert.equal(label('alone'), 'alone');
    assert.equal(label('kube-proxy-x7k2p', 'kube-proxy-'), 'kube-proxy-x7k2p');
  });
});
