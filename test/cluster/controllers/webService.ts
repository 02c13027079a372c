// The Services that the tests of endpoints are about.
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { Service } from '../../../src/apis/generated/core/v1';

/** In front of the pods of `webDeployment`. */
export function webService(spec: Partial<Service['spec']> = {}): Draft<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', labels: { tier: 'front' } },
    spec: {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      ...spec,
    },
  };
}

/** Whose endpoints are made by hand. */
export function serviceWithoutSelector(): Draft<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'outside', labels: { tier: 'front' } },
    spec: { ports: [{ port: 80 }] },
  };
}
