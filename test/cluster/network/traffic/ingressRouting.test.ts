import assert from 'node:assert/strict';
import type { HTTPIngressPath, Ingress } from '../../../../src/apis/generated/networking/v1';
import { ingressDestination } from '../../../../src/cluster/network/traffic/ingressRouting';

type Rule = readonly [host: string, path: string, type: HTTPIngressPath['pathType'], to: string];

function ingress(rules: readonly Rule[], fallback?: string): Ingress {
  const backend = (name: string) => ({ service: { name, port: { number: 80 } } });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'front',
      namespace: 'default',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
    },
    spec: {
      ...(fallback === undefined ? {} : { defaultBackend: backend(fallback) }),
      rules: rules.map(([host, path, pathType, to]) => ({
        ...(host === '' ? {} : { host }),
        http: { paths: [{ path, pathType, backend: backend(to) }] },
      })),
    },
    status: {},
  };
}

function routed(given: Ingress, host: string, path: string): string {
  return ingressDestination([given], host, path)?.service ?? 'nobody';
}

describe('rules of an Ingress', () => {
  it('match paths by their elements; the longest and the exact one come first', () => {
    const given = ingress([
      ['', '/', 'Prefix', 'root'],
      ['', '/aaa/bbb', 'Prefix', 'bbb'],
      ['', '/aaa', 'Prefix', 'aaa'],
      ['', '/aaa/bbb', 'Exact', 'exact'],
    ]);
    assert.equal(routed(given, 'x', '/aaa/ccc'), 'aaa');
    assert.equal(routed(given, 'x', '/aaa/bbb'), 'exact');
    assert.equal(routed(given, 'x', '/aaa/bbb/'), 'bbb');
    assert.equal(routed(given, 'x', '/aaabbb'), 'root');
  });

  it('prefer a host that is named to a wildcard, and that to none', () => {
    const given = ingress([
      ['', '/', 'Prefix', 'any'],
      ['*.example.com', '/', 'Prefix', 'wildcard'],
      ['shop.example.com', '/', 'Prefix', 'shop'],
    ]);
    assert.equal(routed(given, 'shop.example.com', '/'), 'shop');
    assert.equal(routed(given, 'blog.example.com', '/'), 'wildcard');
    assert.equal(routed(given, 'a.blog.example.com', '/'), 'any');
    assert.equal(routed(given, 'example.com', '/'), 'any');
  });

  it('leave the rest to the default backend, or to nobody', () => {
    const rules: readonly Rule[] = [['shop.example.com', '/cart', 'Prefix', 'cart']];
    assert.equal(routed(ingress(rules), 'shop.example.com', '/'), 'nobody');
    assert.equal(routed(ingress(rules, 'rest'), 'shop.example.com', '/'), 'rest');
    assert.equal(routed(ingress(rules, 'rest'), 'shop.example.com', '/cart/1'), 'cart');
  });
});
