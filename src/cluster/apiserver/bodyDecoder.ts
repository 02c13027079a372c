// Turns what a client sent into an object of the expected kind, and says what is wrong with it.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go, fieldValidation).
import { badRequest, type ApiStatusError, type FieldError } from '../../apimachinery/apiStatus';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { JsonPath } from '../../apimachinery/strictJson';
import { SchemaDecoder } from '../../apis/schema/decode';
import {
  badRequestMessage,
  decodingError,
  duplicateField,
  schemaErrors,
  strictDecodingError,
  strictErrors,
  type DecodeProblem,
} from '../../apis/schema/decodeProblem';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import type { ApiResponse, Patch, WriteOptions } from '../client/apiHandler';
import type { CustomKind } from './customresources/customKind';
import { invalidPatch } from './patch/patchErrors';
import type { ServedKind } from './servedKinds';

export interface DecodedBody {
  readonly object: ApiObject;
  /** One for each unknown or duplicate field, where the request asks for warnings. */
  readonly warnings: readonly string[];
  /** What the schema misses: counts for kinds that have no rules of their own. */
  readonly schemaErrors: readonly FieldError[];
}

/** What an answer is to say of the body; nothing where there is nothing. */
export function warningsOf({
  warnings,
}: Pick<DecodedBody, 'warnings'>): Pick<ApiResponse, 'warnings'> {
  return warnings.length > 0 ? { warnings } : {};
}

type DecodeOptions = Pick<WriteOptions, 'fieldValidation' | 'duplicateFields'>;

/** What a body is measured by. */
export interface BodyKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schemaName: string;
  readonly resource: { readonly version: string; readonly kind: string };
  /** Set for kinds that a definition describes. */
  readonly custom?: CustomKind | undefined;
}

const NONE: readonly never[] = [];

/**
 * Differs from Kubernetes: a request without `fieldValidation` comes from a component of ours, whose
 * objects the compiler has checked; it is taken as it is. Duplicate fields are told after unknown
 * ones, not in the order of the document. Strategic merge patches get the words of JSON's decoder.
 */
export class BodyDecoder {
  readonly #decoder: SchemaDecoder;

  constructor(schema: KubernetesSchema) {
    this.#decoder = new SchemaDecoder(schema);
  }

  /** Throws BadRequest where the body is no object of the kind. */
  decode(kind: ServedKind, body: unknown, options: DecodeOptions): DecodedBody {
    assertKind(kind, body);
    return this.#decode(kind, body, options, (problems, strict) => {
      const refusal = badRequestMessage(kind.resource, problems, strict);
      return refusal === undefined ? undefined : badRequest(refusal);
    });
  }

  /** As {@link decode} for an object that `patch` has changed. Throws Invalid, as Kubernetes does then. */
  decodePatched(
    kind: ServedKind,
    patched: unknown,
    patch: Patch,
    options: DecodeOptions,
  ): DecodedBody {
    assertKind(kind, patched);
    return this.#decode(kind, patched, options, (problems, strict) => {
      const why = decodingError(problems) ?? (strict ? strictDecodingError(problems) : undefined);
      return why === undefined ? undefined : invalidPatch(patch, patched, why);
    });
  }

  /**
   * As {@link decode} for the body of a subresource, which is of a kind of its own: `policy/v1`
   * Eviction. Throws BadRequest.
   */
  decodeSubresource<T>(kind: BodyKind, body: unknown, options: DecodeOptions): T {
    assertKind(kind, body);
    const { object } = this.#decode(kind, body, options, (problems, strict) => {
      const refusal = badRequestMessage(kind.resource, problems, strict);
      return refusal === undefined ? undefined : badRequest(refusal);
    });
    // The caller names the schema of the type that it asks for.
    return object as T;
  }

  #decode(
    kind: BodyKind,
    body: unknown,
    { fieldValidation, duplicateFields = NONE }: DecodeOptions,
    refusal: (problems: readonly DecodeProblem[], strict: boolean) => ApiStatusError | undefined,
  ): DecodedBody {
    if (fieldValidation === undefined && kind.custom === undefined) {
      // Typed by the client that sends it.
      return { object: body as ApiObject, warnings: NONE, schemaErrors: NONE };
    }
    const { value, problems: found } =
      kind.custom !== undefined && isJsonObject(body)
        ? kind.custom.decode(body)
        : this.#decoder.decode(kind.schemaName, body);
    const problems = duplicateFields.length === 0 ? found : withDuplicates(found, duplicateFields);
    if (problems.length > 0) {
      const refused = refusal(problems, fieldValidation === 'Strict');
      if (refused !== undefined) throw refused;
    }
    // Decoding leaves nothing that the kind's schema does not have; metadata may be missing.
    const { metadata = {} } = value as Partial<ApiObject>;
    return {
      object: { ...(value as ApiObject), metadata: metadata as ApiObject['metadata'] },
      warnings: fieldValidation === 'Warn' ? strictErrors(problems) : NONE,
      schemaErrors: schemaErrors(problems),
    };
  }
}

/** A field that is unknown is not told to stand there twice as well. */
function withDuplicates(
  problems: readonly DecodeProblem[],
  duplicates: readonly JsonPath[],
): readonly DecodeProblem[] {
  const unknown = problems.filter(({ kind }) => kind === 'unknown field').map(({ path }) => path);
  const known = duplicates.filter((path) => !unknown.some((each) => isWithin(path, each)));
  return [...problems, ...known.map(duplicateField)];
}

function isWithin(path: JsonPath, parent: JsonPath): boolean {
  return parent.every((step, index) => path[index] === step);
}

function assertKind({ apiVersion, kind, resource }: BodyKind, body: unknown): void {
  if (!isJsonObject(body)) {
    throw badRequest(
      `${kind} in version "${resource.version}" cannot be handled as a ${kind}: json: cannot unmarshal into Go value`,
    );
  }
  if (body.apiVersion !== undefined && body.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${printed(body.apiVersion)}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (body.kind !== undefined && body.kind !== kind) {
    throw badRequest(
      `${printed(body.kind)} in version "${resource.version}" cannot be handled as a ${kind}: ` +
        `the kind in the data does not match the expected kind`,
    );
  }
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
