// The CronTab of Kubernetes' documentation, which the tests of custom resources stand on.
// Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
import type { ApiObject } from '../../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../../src/apimachinery/resource';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '../../../../src/apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { ServerLab } from '../serverLab';

export interface CronTab extends ApiObject {
  readonly spec?: {
    readonly cronSpec?: string;
    readonly image?: string;
    readonly replicas?: number;
  };
  readonly status?: { readonly replicas?: number; readonly labelSelector?: string };
}

export const CRON_TABS: Resource<CronTab> = {
  group: 'stable.example.com',
  version: 'v1',
  plural: 'crontabs',
  kind: 'CronTab',
  namespaced: true,
};

export const V1: CustomResourceDefinitionVersion = {
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            cronSpec: { type: 'string' },
            image: { type: 'string' },
            replicas: { type: 'integer' },
          },
        },
      },
    },
  },
};

export const NAME = 'crontabs.stable.example.com';

const SPEC: CustomResourceDefinitionSpec = {
  group: 'stable.example.com',
  scope: 'Namespaced',
  names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
  versions: [V1],
};

export function cronTabDefinition(
  spec: Partial<CustomResourceDefinitionSpec> = {},
  name = NAME,
): Omit<CustomResourceDefinition, 'status' | 'metadata'> & { metadata: { name: string } } {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { ...SPEC, ...spec },
  };
}

/** A version whose schema has these properties beside metadata. */
export function versionWith(
  properties: Readonly<Record<string, unknown>>,
  rest: Partial<CustomResourceDefinitionVersion> = {},
): CustomResourceDefinitionVersion {
  const schema = { openAPIV3Schema: { type: 'object', properties } };
  // Tests write schemas as manifests have them.
  return { ...V1, schema: schema as CustomResourceDefinitionVersion['schema'], ...rest };
}

export function define(
  client: Client,
  spec: Partial<CustomResourceDefinitionSpec> = {},
  name = NAME,
): void {
  client.create(CUSTOM_RESOURCE_DEFINITIONS, undefined, cronTabDefinition(spec, name));
}

/** A server that serves CronTabs. */
export function cronTabLab(spec: Partial<CustomResourceDefinitionSpec> = {}): ServerLab {
  const lab = new ServerLab();
  define(lab.client, spec);
  settle(lab);
  return lab;
}

/** Lets the API server's own controllers do what waits. */
export function settle(lab: ServerLab, ms = 100): void {
  lab.runFor(ms);
}

export function cronTab(
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): CronTab {
  const object = {
    apiVersion: 'stable.example.com/v1',
    kind: 'CronTab',
    metadata: { name },
    spec,
    ...rest,
  };
  // Tests write wrong objects, too.
  return object as unknown as CronTab;
}
