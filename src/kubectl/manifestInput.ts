// What `-f FILE` gives to kubectl's verbs: objects, Lists taken apart, each mapped to its resource
// and with its namespace filled in. Source: k8s.io/cli-runtime/pkg/resource (builder, visitors).
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';
import { parseApiVersion, type GroupVersionKind } from '../apimachinery/resource';
import { noMatchesForKind } from '../apis/scheme';
import type { KindLookup, ServedResource } from '../apis/schema/schemaBundle';
import { KubectlError } from './kubectlErrors';

/** One document of a file, as parsed from YAML or JSON; items of a List share their document. */
export interface ManifestInput {
  readonly documentIndex: number;
  readonly value: unknown;
}

/** An object that can be sent (resource.Info). */
export interface MappedObject {
  readonly documentIndex: number;
  readonly resource: ServedResource;
  readonly gvk: GroupVersionKind;
  readonly schemaName: string;
  /** Of a CustomResourceDefinition: kubectl has no type for it. */
  readonly isCustom: boolean;
  /** Undefined for cluster-scoped kinds. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** With its namespace. */
  readonly object: JsonObject;
}

export interface UnmappedObject {
  readonly documentIndex: number;
  readonly error: KubectlError;
}

export interface MapOptions {
  readonly schema: KindLookup;
  /** The file's name as kubectl was given it. */
  readonly source: string;
  /** For objects that name none. */
  readonly defaultNamespace: string;
}

/** In the order of the file; what cannot be sent comes as its error. */
export function mapManifests(
  inputs: readonly ManifestInput[],
  options: MapOptions,
): readonly (MappedObject | UnmappedObject)[] {
  return inputs.flatMap(({ documentIndex, value }) =>
    flatten(value).map((object) => mapObject(object, documentIndex, options)),
  );
}

function flatten(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!isJsonObject(value) || !Array.isArray(value.items)) return [value];
  const { kind } = value;
  return typeof kind === 'string' && kind.endsWith('List') ? value.items.flatMap(flatten) : [value];
}

function mapObject(
  value: unknown,
  documentIndex: number,
  { schema, source, defaultNamespace }: MapOptions,
): MappedObject | UnmappedObject {
  const { apiVersion, kind } = isJsonObject(value) ? value : {};
  if (!isJsonObject(value) || !isText(apiVersion) || !isText(kind)) {
    return { documentIndex, error: notSet(source, isText(apiVersion), isText(kind)) };
  }
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
  const name = isText(metadata.name) ? metadata.name : '';
  const ownNamespace = isText(metadata.namespace) ? metadata.namespace : '';
  const gvk = { ...parseApiVersion(apiVersion), kind };
  const resource = schema.resourceOfKind(gvk);
  const schemaName = schema.schemaNameOf(gvk);
  if (resource === undefined || schemaName === undefined) {
    const message =
      `resource mapping not found for name: "${name}" namespace: "${ownNamespace}" from "${source}": ` +
      `${noMatchesForKind(apiVersion, kind)}\nensure CRDs are installed first`;
    return { documentIndex, error: new KubectlError(message) };
  }
  const isCustom = !schema.groupVersions.some(
    ({ group, version }) => group === gvk.group && version === gvk.version,
  );
  const mapped = { documentIndex, resource, gvk, schemaName, name, isCustom };
  if (!resource.namespaced) return { ...mapped, namespace: undefined, object: value };
  const namespace = ownNamespace || defaultNamespace;
  const object = { ...value, metadata: { ...metadata, namespace } };
  return { ...mapped, namespace, object };
}

function notSet(source: string, hasApiVersion: boolean, hasKind: boolean): KubectlError {
  const missing = [
    ...(hasApiVersion ? [] : ['apiVersion not set']),
    ...(hasKind ? [] : ['kind not set']),
  ];
  const list = missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`;
  return new KubectlError(
    `error validating "${source}": error validating data: ${list}; ` +
      'if you choose to ignore these errors, turn validation off with --validate=false',
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
