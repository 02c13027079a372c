// The Kubernetes objects that a document holds: one, none, or the items of a List.
import type { GroupVersionKind } from '../apimachinery/resource';
import { parseApiVersion } from '../apimachinery/resource';
import { entryOf, stringAt, type MapNode, type YamlNode } from './yamlTree';

export interface ManifestObject {
  /** Offsets are relative to the document. */
  readonly node: MapNode;
  readonly apiVersion: string;
  readonly kind: string;
  readonly gvk: GroupVersionKind;
  readonly name: string | undefined;
  readonly generateName: string | undefined;
  readonly namespace: string | undefined;
}

/** Only what has `apiVersion` and `kind` is judged as Kubernetes. */
export function objectsIn(root: YamlNode | undefined): readonly ManifestObject[] {
  if (root?.kind !== 'map') return [];
  const object = objectOf(root);
  if (object === undefined) return [];
  const items = entryOf(root, 'items')?.value;
  if (!object.kind.endsWith('List') || items?.kind !== 'list') return [object];
  return items.items.flatMap((item) => objectsIn(item));
}

function objectOf(node: MapNode): ManifestObject | undefined {
  const apiVersion = stringAt(node, 'apiVersion');
  const kind = stringAt(node, 'kind');
  if (!apiVersion || !kind) return undefined;
  const metadata = entryOf(node, 'metadata')?.value;
  return {
    node,
    apiVersion,
    kind,
    gvk: { ...parseApiVersion(apiVersion), kind },
    name: stringAt(metadata, 'name'),
    generateName: stringAt(metadata, 'generateName'),
    namespace: stringAt(metadata, 'namespace'),
  };
}
