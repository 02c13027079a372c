// How objects and lists go over the wire: whole, as rows of a Table, or as their metadata alone.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (response.go) and
// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
import { badRequest } from '../../../apimachinery/apiStatus';
import type { ApiList, ApiObject } from '../../../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../../../apimachinery/resource';
import type { KindTable } from '../../../apis/printerColumn';
import type { Representation } from './mediaType';
import { wireObject } from './wireObject';

const META_V1 = 'meta.k8s.io/v1';
/** Items of one piece of a list's text: about a millisecond's work. */
const ITEMS_A_PIECE = 50;

/** What a Table row carries of its object: `?includeObject=`. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export function parseIncludeObject(value: string | undefined): IncludeObject {
  if (value === undefined || value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  throw badRequest(`unrecognized includeObject value: "${value}"`);
}

/** What decides how the answers to one request look. */
export interface Encoding {
  readonly representation: Representation;
  readonly includeObject: IncludeObject;
  readonly table: KindTable<ApiObject>;
  readonly resource: Resource;
  /** Wall clock of the cluster, ms since 1970: for ages. */
  readonly nowMs: number;
}

export function encodeObject(stored: ApiObject, encoding: Encoding): unknown {
  const object = wireObject(stored);
  switch (encoding.representation) {
    case 'object':
      return object;
    case 'PartialObjectMetadata':
      return partialMetadata(object);
    case 'Table': {
      const { resourceVersion } = object.metadata;
      return { ...tableHead(encoding, { resourceVersion }), rows: [tableRow(stored, encoding)] };
    }
  }
}

/** The object of one watch event. Columns are told with the first one only. */
export function encodeWatched(object: ApiObject, encoding: Encoding, isFirst: boolean): unknown {
  const encoded = encodeObject(object, encoding);
  if (encoding.representation !== 'Table' || isFirst) return encoded;
  // A Table, as the representation says.
  return { ...(encoded as object), columnDefinitions: null };
}

/** The text of a list in pieces, each made when it is asked for. */
export function* encodeList(list: ApiList<ApiObject>, encoding: Encoding): Generator<string, void> {
  const { resourceVersion, continue: token, remainingItemCount } = list;
  const metadata = {
    resourceVersion,
    ...(token === undefined ? {} : { continue: token }),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  };
  const head = listHead(encoding, metadata);
  const field = encoding.representation === 'Table' ? 'rows' : 'items';
  yield `${JSON.stringify(head).slice(0, -1)},"${field}":[`;
  const items = inOrder(list.items, encoding);
  for (let start = 0; start < items.length; start += ITEMS_A_PIECE) {
    const piece = items.slice(start, start + ITEMS_A_PIECE);
    const texts = piece.map((item) => JSON.stringify(listItem(item, encoding)));
    yield (start === 0 ? '' : ',') + texts.join(',');
  }
  yield ']}\n';
}

function inOrder(
  items: readonly ApiObject[],
  { representation, table }: Encoding,
): readonly ApiObject[] {
  if (representation !== 'Table' || table.compare === undefined) return items;
  return items.toSorted((a, b) => table.compare?.(a, b) ?? 0);
}

function listHead(encoding: Encoding, metadata: object): object {
  const { representation, resource } = encoding;
  switch (representation) {
    case 'object':
      return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata };
    case 'PartialObjectMetadata':
      return { kind: 'PartialObjectMetadataList', apiVersion: META_V1, metadata };
    case 'Table':
      return tableHead(encoding, metadata);
  }
}

function listItem(stored: ApiObject, encoding: Encoding): unknown {
  const object = wireObject(stored);
  switch (encoding.representation) {
    case 'object':
      return object;
    case 'PartialObjectMetadata':
      return partialMetadata(object);
    case 'Table':
      return tableRow(stored, encoding);
  }
}

function tableHead({ table }: Encoding, metadata: object): object {
  return { kind: 'Table', apiVersion: META_V1, metadata, columnDefinitions: table.columns };
}

function tableRow(object: ApiObject, { table, includeObject, nowMs }: Encoding): object {
  return { cells: table.row(object, nowMs), object: rowObject(wireObject(object), includeObject) };
}

function rowObject(object: ApiObject, include: IncludeObject): unknown {
  switch (include) {
    case 'None':
      return null;
    case 'Metadata':
      return partialMetadata(object);
    case 'Object':
      return object;
  }
}

function partialMetadata({ metadata }: ApiObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: META_V1, metadata };
}
