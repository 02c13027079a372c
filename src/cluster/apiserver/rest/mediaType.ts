// Which form of an answer a client asks for: objects, a Table, or metadata alone, always as JSON.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
// and k8s.io/apiserver/pkg/endpoints/handlers/negotiation.
//
// Differs from Kubernetes: protobuf, CBOR and YAML are not offered; clients that prefer them take JSON.
import { ApiStatusError } from '../../../apimachinery/apiStatus';

/** `application/json;as=Table;v=v1;g=meta.k8s.io` */
export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Representation = 'object' | 'Table' | 'PartialObjectMetadata';

/** In the client's order of preference, highest `q` first. */
export function parseAccept(accept: string | undefined): readonly MediaType[] {
  const types = (accept ?? '')
    .split(',')
    .map((each) => parseMediaType(each))
    .filter(({ type }) => type !== '');
  const quality = ({ parameters }: MediaType): number => Number(parameters.q ?? '1');
  return types.toSorted((a, b) => quality(b) - quality(a));
}

export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const pairs = rest.map((part): [string, string] => {
    const equals = part.indexOf('=');
    return equals < 0
      ? [part, '']
      : [part.slice(0, equals).trim(), unquoted(part.slice(equals + 1).trim())];
  });
  return { type: type.toLowerCase(), parameters: Object.fromEntries(pairs) };
}

const OFFERED_TYPES: readonly string[] = ['application/json', 'application/*', '*/*'];
const META_KINDS: Readonly<Record<string, Representation>> = {
  Table: 'Table',
  PartialObjectMetadata: 'PartialObjectMetadata',
  PartialObjectMetadataList: 'PartialObjectMetadata',
};

/** Throws NotAcceptable where nothing that the client takes is offered. */
export function representationFor(accept: string | undefined): Representation {
  const wanted = parseAccept(accept);
  if (wanted.length === 0) return 'object';
  for (const { type, parameters } of wanted) {
    if (!OFFERED_TYPES.includes(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return 'object';
    const representation = META_KINDS[as];
    if (representation !== undefined && g === 'meta.k8s.io' && (v === 'v1' || v === 'v1beta1')) {
      return representation;
    }
  }
  throw new ApiStatusError(
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;stream=watch',
  );
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
