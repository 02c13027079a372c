// What expressions of policies see as `request` and `namespaceObject`, as schemas.
// Source: k8s.io/apiserver/pkg/admission/plugin/cel (compile.go, BuildRequestType, BuildNamespaceType).
import type { ObjectTypes } from '../cel/objectTypes';
import type { FieldSchema, ObjectSchema, SchemaLookup } from '../schema/schemaBundle';

const ADMISSION_REQUEST = 'kubernetes.AdmissionRequest';
const NAMESPACE = 'kubernetes.Namespace';

const TEXT: FieldSchema = { type: 'string' };
const TIME: FieldSchema = { type: 'string', format: 'date-time' };
const NUMBER: FieldSchema = { type: 'integer' };
const TEXTS: FieldSchema = { type: 'array', items: TEXT };
const TEXT_MAP: FieldSchema = { type: 'map', values: TEXT };

const SCHEMAS: Readonly<Record<string, ObjectSchema>> = {
  [ADMISSION_REQUEST]: {
    properties: {
      kind: struct('kubernetes.GroupVersionKind'),
      resource: struct('kubernetes.GroupVersionResource'),
      subResource: TEXT,
      requestKind: struct('kubernetes.GroupVersionKind'),
      requestResource: struct('kubernetes.GroupVersionResource'),
      requestSubResource: TEXT,
      name: TEXT,
      namespace: TEXT,
      operation: TEXT,
      userInfo: struct('kubernetes.UserInfo'),
      dryRun: { type: 'boolean' },
      options: { type: 'any' },
    },
  },
  'kubernetes.GroupVersionKind': { properties: { group: TEXT, version: TEXT, kind: TEXT } },
  'kubernetes.GroupVersionResource': { properties: { group: TEXT, version: TEXT, resource: TEXT } },
  'kubernetes.UserInfo': {
    properties: {
      username: TEXT,
      uid: TEXT,
      groups: TEXTS,
      extra: { type: 'map', values: TEXTS },
    },
  },
  [NAMESPACE]: {
    properties: {
      metadata: struct('kubernetes.NamespaceMetadata'),
      spec: struct('kubernetes.NamespaceSpec'),
      status: struct('kubernetes.NamespaceStatus'),
    },
  },
  'kubernetes.NamespaceMetadata': {
    properties: {
      name: TEXT,
      generateName: TEXT,
      namespace: TEXT,
      labels: TEXT_MAP,
      annotations: TEXT_MAP,
      UID: TEXT,
      creationTimestamp: TIME,
      deletionGracePeriodSeconds: NUMBER,
      deletionTimestamp: TIME,
      generation: NUMBER,
      resourceVersion: TEXT,
    },
  },
  'kubernetes.NamespaceSpec': { properties: { finalizers: TEXTS } },
  'kubernetes.NamespaceStatus': {
    properties: {
      conditions: { type: 'array', items: struct('kubernetes.NamespaceCondition') },
      phase: TEXT,
    },
  },
  'kubernetes.NamespaceCondition': {
    properties: {
      status: TEXT,
      type: TEXT,
      lastTransitionTime: TIME,
      message: TEXT,
      reason: TEXT,
    },
  },
};

const LOOKUP: SchemaLookup = {
  schema: (name) => SCHEMAS[name],
  field: (name, field) => SCHEMAS[name]?.properties?.[field],
};

/** Of the variables `request` and `namespaceObject`. */
export function requestTypes(types: ObjectTypes): Readonly<Record<string, string>> {
  return {
    request: types.typeOf(LOOKUP, ADMISSION_REQUEST) ?? 'dyn',
    namespaceObject: types.typeOf(LOOKUP, NAMESPACE) ?? 'dyn',
  };
}

function struct(ref: string): FieldSchema {
  return { type: 'object', ref };
}
