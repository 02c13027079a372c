// Everything that the rules need to know of one object, worked out once: what decoding made of it,
// and what the API server's validation says of it with the defaults filled in.
import type { FieldError } from '../apimachinery/apiStatus';
import type { ApiObject } from '../apimachinery/objectMeta';
import type { DecodeProblem } from '../apis/schema/decodeProblem';
import type { ServedResource } from '../apis/schema/schemaBundle';
import type { Finding } from './diagnostic';
import type { ManifestKnowledge } from './manifestKnowledge';
import type { ManifestObject } from './manifestObject';
import { jsonOf } from './yamlTree';

export interface ObjectCheck {
  readonly object: ManifestObject;
  readonly knowledge: ManifestKnowledge;
  /** Undefined for kinds that are not served: only rules about the kind apply then. */
  readonly resource: ServedResource | undefined;
  readonly schemaName: string | undefined;
  readonly problems: readonly DecodeProblem[];
  readonly validation: Validation;
}

export interface Validation {
  /** The object without what could not be decoded, with its defaults. */
  readonly completed: unknown;
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
  /** A rule gave up on this object: our own bug, told instead of hidden. */
  readonly failure: string | undefined;
}

/** One rule a file; a rule reports its findings for one object. */
export interface ObjectRule {
  readonly check: (check: ObjectCheck) => readonly Finding[];
}

export function objectCheck(object: ManifestObject, knowledge: ManifestKnowledge): ObjectCheck {
  const { schema } = knowledge;
  const resource = schema.resourceOfKind(object.gvk);
  const schemaName = resource === undefined ? undefined : schema.schemaNameOf(object.gvk);
  const json = jsonOf(object.node);
  if (resource === undefined || schemaName === undefined) {
    const validation = { completed: json, errors: [], warnings: [], failure: undefined };
    return {
      object,
      knowledge,
      resource: undefined,
      schemaName: undefined,
      problems: [],
      validation,
    };
  }
  const { value, problems } = knowledge.decode(resource, schemaName, json);
  const validation = validated(object, resource, knowledge, value);
  return { object, knowledge, resource, schemaName, problems, validation };
}

function validated(
  object: ManifestObject,
  resource: ServedResource,
  knowledge: ManifestKnowledge,
  decoded: unknown,
): Validation {
  const rules = knowledge.rulesFor(resource);
  if (rules === undefined)
    return { completed: decoded, errors: [], warnings: [], failure: undefined };
  const named = asRegistryReceives(object, resource, decoded);
  try {
    const completed = rules.defaults(named);
    const errors = rules.validate(completed);
    // As the API server does: what is refused is not warned of.
    const warnings = errors.length > 0 ? [] : (rules.warnings?.(completed, undefined) ?? []);
    return { completed, errors, warnings, failure: undefined };
  } catch (error) {
    const failure = error instanceof Error ? error.message : '';
    return { completed: named, errors: [], warnings: [], failure };
  }
}

/** The registry has set the namespace, and a name where one is to be generated, before it validates. */
function asRegistryReceives(
  object: ManifestObject,
  resource: ServedResource,
  decoded: unknown,
): ApiObject {
  // Decoded against the schema of an object, whatever it holds has the types of one.
  const draft = decoded as ApiObject;
  const { generateName } = object;
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      ...(resource.namespaced && !object.namespace ? { namespace: 'default' } : {}),
      ...(!object.name && generateName ? { name: `${generateName}abcde` } : {}),
    },
  };
}
