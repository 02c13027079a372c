import assert from 'node:assert/strict';
import { parseResourcePath } from '../../../../src/cluster/apiserver/rest/resourcePath';

/** `group/version plural [in namespace] [name] [/subresource] [rest]` */
function read(path: string): string | undefined {
  const parsed = parseResourcePath(path.split('/').filter((segment) => segment !== ''));
  if (parsed === undefined) return undefined;
  const { group, version, plural, namespace, name, subresource, rest } = parsed;
  return [
    `${group}/${version} ${plural}`,
    namespace === undefined ? '' : ` in ${namespace}`,
    name === undefined ? '' : ` ${name}`,
    subresource === undefined ? '' : ` /${subresource}`,
    rest.length === 0 ? '' : ` ${rest.join('|')}`,
  ].join('');
}

describe('paths of resources', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['/api/v1/nodes', '/v1 nodes'],
    ['/api/v1/nodes/worker-1/status', '/v1 nodes worker-1 /status'],
    ['/api/v1/namespaces', '/v1 namespaces'],
    ['/api/v1/namespaces/default', '/v1 namespaces in default default'],
    ['/api/v1/namespaces/default/finalize', '/v1 namespaces in default default /finalize'],
    ['/api/v1/namespaces/default/pods', '/v1 pods in default'],
    ['/api/v1/namespaces/default/pods/web/log', '/v1 pods in default web /log'],
    ['/api/v1/pods', '/v1 pods'],
    [
      '/apis/apps/v1/namespaces/shop/deployments/web/scale',
      'apps/v1 deployments in shop web /scale',
    ],
    [
      '/api/v1/namespaces/default/services/web:80/proxy/a/b',
      '/v1 services in default web:80 /proxy a|b',
    ],
    ['/api/v1', undefined],
    ['/apis/apps', undefined],
    ['/apis/apps/v1', undefined],
    ['/version', undefined],
  ];
  for (const [path, expected] of cases) {
    it(path, () => {
      assert.equal(read(path), expected);
    });
  }
});
