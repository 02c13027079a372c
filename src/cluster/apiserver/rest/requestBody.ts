// The body of a request as a value: JSON, or YAML where the client says so.
// Source: k8s.io/apiserver/pkg/endpoints/handlers/negotiation and handlers/patch.go.
import { parse as parseYaml, YAMLError } from 'yaml';
import { ApiStatusError, badRequest } from '../../../apimachinery/apiStatus';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import {
  JsonSyntaxError,
  parseStrictJson,
  type StrictJson,
} from '../../../apimachinery/strictJson';
import type { JsonPatchOperation, Patch } from '../../client/apiHandler';
import { parseMediaType } from './mediaType';

/** Throws UnsupportedMediaType for other formats, BadRequest where the text cannot be read. */
export function parseBody(contentType: string | undefined, text: string): StrictJson {
  const { type } = parseMediaType(contentType ?? 'application/json');
  if (text === '') return { value: undefined, duplicateFields: [] };
  if (type === 'application/json' || type === '') return parseJson(text);
  if (type === 'application/yaml') return parseJsonOrYaml(text);
  throw unsupported(
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
  );
}

const PATCH_TYPES: Readonly<Record<string, Patch['type']>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Throws UnsupportedMediaType for other kinds of patches. */
export function parsePatch(
  contentType: string | undefined,
  text: string,
): { readonly patch: Patch; readonly duplicateFields: StrictJson['duplicateFields'] } {
  const { type: mediaType } = parseMediaType(contentType ?? '');
  const type = PATCH_TYPES[mediaType];
  if (type === undefined) {
    const offered = Object.keys(PATCH_TYPES).join(', ');
    throw unsupported(
      `the body of the request was in an unknown format - accepted media types include: ${offered}`,
    );
  }
  const { value, duplicateFields } = type === 'apply' ? parseApplied(text) : parseJson(text);
  if (type === 'json') return { patch: { type, body: jsonPatch(value) }, duplicateFields: [] };
  return { patch: { type, body: value }, duplicateFields };
}

function jsonPatch(value: unknown): readonly JsonPatchOperation[] {
  if (!Array.isArray(value) || !value.every(isOperation)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  }
  return value;
}

const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function isOperation(value: unknown): value is JsonPatchOperation {
  return isJsonObject(value) && OPERATIONS.includes(value.op) && typeof value.path === 'string';
}

function parseJson(text: string): StrictJson {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badRequest(error.message);
  }
}

/** kubectl sends JSON under the name of YAML, which is read much faster as what it is. */
function parseJsonOrYaml(text: string): StrictJson {
  if (text.trimStart().startsWith('{')) {
    try {
      return parseStrictJson(text);
    } catch (error) {
      // A flow mapping of YAML looks like JSON at first.
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
  }
  try {
    return { value: parseYaml(text, { maxAliasCount: 100 }), duplicateFields: [] };
  } catch (error) {
    if (!(error instanceof YAMLError || error instanceof ReferenceError)) throw error;
    throw badRequest(`error converting YAML to JSON: yaml: ${error.message}`);
  }
}

function parseApplied(text: string): StrictJson {
  try {
    return parseJsonOrYaml(text);
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
    throw badRequest(`error decoding YAML: ${error.message}`);
  }
}

function unsupported(message: string): ApiStatusError {
  return new ApiStatusError('UnsupportedMediaType', message);
}
