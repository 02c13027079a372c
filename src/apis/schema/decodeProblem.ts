// What decoding finds wrong with a value, in the API server's words, and how the server would answer.
// Sources: sigs.k8s.io/json (type errors, strict errors), apimachinery/pkg/runtime (strict decoding
// error), apiserver/pkg/endpoints/handlers (transformDecodeError), util/validation/field.
import type { FieldError } from '../../apimachinery/apiStatus';
import type { FieldPath } from './schemaBundle';

/**
 * - `wrong type`, `format`: the object cannot be decoded, whatever the request asks for (400);
 * - `unknown field`, `duplicate field`: refused, warned of or ignored, by `fieldValidation`;
 * - `missing required`, `enum`: the schema's own rules. The API server enforces most of them in the
 *   validation of each kind, so these serve the editor, and kinds without validation of their own.
 */
export type ProblemKind =
  'wrong type' | 'format' | 'unknown field' | 'duplicate field' | 'missing required' | 'enum';

export interface DecodeProblem {
  readonly kind: ProblemKind;
  /** Up to the field at fault; for a missing field that field itself. */
  readonly path: FieldPath;
  /** The API server's text: `unknown field "spec.replica"`, `json: cannot unmarshal string into ...`. */
  readonly message: string;
  /** For `wrong type`: what the schema has there, in words, and which JSON type was found. */
  readonly expected?: string;
  readonly found?: string;
}

/** sigs.k8s.io/json stops to collect there. */
const MAX_STRICT_ERRORS = 100;

/** `spec.template.spec.containers[0].image`; keys of maps follow a dot like fields. */
export function formatFieldPath(path: FieldPath): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${String(step)}]` : index === 0 ? step : `.${step}`,
    )
    .join('');
}

export function unknownField(path: FieldPath): DecodeProblem {
  return { kind: 'unknown field', path, message: `unknown field "${formatFieldPath(path)}"` };
}

/** Duplicate keys vanish when JSON or YAML is parsed; parsers that see them report them with this. */
export function duplicateField(path: FieldPath): DecodeProblem {
  return { kind: 'duplicate field', path, message: `duplicate field "${formatFieldPath(path)}"` };
}

/** The error that decoding ends with, or undefined: the first one counts. */
export function decodingError(problems: readonly DecodeProblem[]): string | undefined {
  return problems.find(({ kind }) => kind === 'wrong type' || kind === 'format')?.message;
}

/** Texts of unknown and duplicate fields, each once: the warnings of `fieldValidation=Warn`. */
export function strictErrors(problems: readonly DecodeProblem[]): readonly string[] {
  const strict = problems.filter(
    ({ kind }) => kind === 'unknown field' || kind === 'duplicate field',
  );
  return [...new Set(strict.map(({ message }) => message))].slice(0, MAX_STRICT_ERRORS);
}

/**
 * The text of the 400 answer to an object that cannot be decoded, or undefined where it can:
 * `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ...`.
 * Errors of type come before strict errors; `strict` is `fieldValidation=Strict`.
 */
export function badRequestMessage(
  gvk: { readonly version: string; readonly kind: string },
  problems: readonly DecodeProblem[],
  strict: boolean,
): string | undefined {
  const cause = decodingError(problems) ?? (strict ? strictDecodingError(problems) : undefined);
  if (cause === undefined) return undefined;
  return `${gvk.kind} in version "${gvk.version}" cannot be handled as a ${gvk.kind}: ${cause}`;
}

/** `strict decoding error: unknown field "spec.a", unknown field "spec.b"`. */
export function strictDecodingError(problems: readonly DecodeProblem[]): string | undefined {
  const errors = strictErrors(problems);
  return errors.length === 0 ? undefined : `strict decoding error: ${errors.join(', ')}`;
}

/**
 * Missing and unsupported values as causes of a 422, for kinds without validation of their own.
 * The status is left out: the schema calls some of its fields required that Go fills with zero.
 */
export function schemaErrors(problems: readonly DecodeProblem[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const { kind, path, message } of problems) {
    if (path[0] === 'status') continue;
    const field = formatFieldPath(path);
    if (kind === 'missing required') {
      errors.push({ type: 'FieldValueRequired', path: field, detail: message });
    } else if (kind === 'enum') {
      errors.push({ type: 'FieldValueNotSupported', path: field, detail: message });
    }
  }
  return errors;
}
