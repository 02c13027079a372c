import assert from 'node:assert/strict';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { objectHeadAt } from '../../src/manifest/objectHead';
import { KNOWLEDGE } from './checkManifest';

const TWO = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
`;

describe('objectHeadAt', () => {
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(TWO);
  analyzer.finish();
  const at = (text: string): string | undefined => {
    const head = objectHeadAt(analyzer, TWO.indexOf(text) + 1);
    return head && `${head.object.kind} ${head.object.namespace ?? ''}/${head.object.name ?? ''}`;
  };

  it('is the object whose kind or name is pointed at, in its own document', () => {
    assert.equal(at('ConfigMap'), 'ConfigMap /settings');
    assert.equal(at('settings'), 'ConfigMap /settings');
    assert.equal(at('Deployment'), 'Deployment shop/web');
    assert.equal(at('web'), 'Deployment shop/web');
  });

  it('is nothing elsewhere', () => {
    assert.equal(at('apiVersion'), undefined);
    assert.equal(at('shop'), undefined);
  });
});
