// Turns what a client sent into an object of the expected kind, and says what is wrong with it.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go, fieldValidation).
import { badRequest, type FieldError } from '../../apimachinery/apiStatus';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { SchemaDecoder } from '../../apis/schema/decode';
import { badRequestMessage, schemaErrors, strictErrors } from '../../apis/schema/decodeProblem';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import type { WriteOptions } from '../client/apiHandler';
import type { ServedKind } from './servedKinds';

export interface DecodedBody {
  readonly object: ApiObject;
  /** One for each unknown or duplicate field, where the request asks for warnings. */
  readonly warnings: readonly string[];
  /** What the schema misses: counts for kinds that have no rules of their own. */
  readonly schemaErrors: readonly FieldError[];
}

const NONE: readonly never[] = [];

/**
 * Differs from Kubernetes: a request without `fieldValidation` comes from a component of ours, whose
 * objects the compiler has checked; it is taken as it is. Duplicate fields are found where text is
 * parsed, before the API server.
 */
export class BodyDecoder {
  readonly #decoder: SchemaDecoder;

  constructor(schema: KubernetesSchema) {
    this.#decoder = new SchemaDecoder(schema);
  }

  /** Throws BadRequest where the body is no object of the kind. */
  decode(
    kind: ServedKind,
    body: unknown,
    fieldValidation: WriteOptions['fieldValidation'],
  ): DecodedBody {
    assertKind(kind, body);
    if (fieldValidation === undefined) {
      // Typed by the client that sends it.
      return { object: body as ApiObject, warnings: NONE, schemaErrors: NONE };
    }
    const { value, problems } = this.#decoder.decode(kind.schemaName, body);
    if (problems.length > 0) {
      const refusal = badRequestMessage(kind.resource, problems, fieldValidation === 'Strict');
      if (refusal !== undefined) throw badRequest(refusal);
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

function assertKind({ apiVersion, kind, resource }: ServedKind, body: unknown): void {
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
