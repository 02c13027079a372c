// Fields that the schema does not have: typing errors, and fields that stand in the wrong place.
import type { FieldPath, KubernetesSchema } from '../../apis/schema/schemaBundle';
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import { didYouMean, didYouMeanText } from '../didYouMean';
import { keyRangeFor, locate } from '../fieldLookup';
import { structLink } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';

export const unknownField: ObjectRule = {
  check: (check) =>
    check.problems
      .filter(({ kind }) => kind === 'unknown field')
      .map(({ path, message }) => {
        const suggestions = suggestedNames(check, path);
        return {
          code: 'unknown-field',
          severity: 'error',
          message: `${message}.${didYouMeanText(suggestions) || rightPlace(check, path)}`,
          range: keyRangeFor(check.object.node, path),
          link: structLink(check.object.gvk, structAt(check, path) ?? ''),
          data: { path, suggestions, replaces: 'key' },
        };
      }),
};

/** Names that may be meant, without those that are already there. */
export function suggestedNames({ knowledge, schemaName, object }: ObjectCheck, path: FieldPath): readonly string[] {
  const struct = schemaName === undefined ? undefined : structOf(knowledge.schema, schemaName, path);
  const properties = struct === undefined ? undefined : knowledge.schema.schema(struct)?.properties;
  if (properties === undefined) return [];
  const present = presentKeys(object.node, path.slice(0, -1));
  const free = Object.keys(properties).filter((name) => !present.has(name));
  return didYouMean(String(path.at(-1) ?? ''), free);
}

function structAt({ knowledge, schemaName }: ObjectCheck, path: FieldPath): string | undefined {
  return schemaName === undefined ? undefined : structOf(knowledge.schema, schemaName, path);
}

function structOf(schema: KubernetesSchema, root: string, path: FieldPath): string | undefined {
  return schema.fieldAt(root, path.slice(0, -1))?.ref;
}

const MAX_DEPTH = 6;

/** ` A field of this name belongs into "spec.template.spec".`: the shallowest place, if it is the only one. */
function rightPlace(check: ObjectCheck, path: FieldPath): string {
  const { knowledge, schemaName } = check;
  if (schemaName === undefined) return '';
  const name = String(path.at(-1));
  let level: readonly { readonly struct: string; readonly at: FieldPath }[] = [
    { struct: schemaName, at: [] },
  ];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const found = level.filter(({ struct }) => knowledge.schema.field(struct, name) !== undefined);
    const [only] = found;
    if (only !== undefined) {
      return found.length === 1 && only.at.length > 0
        ? ` A field of this name belongs into "${formatFieldPath(only.at)}".`
        : '';
    }
    level = level.flatMap(({ struct, at }) => plainChildren(knowledge.schema, struct, at));
  }
  return '';
}

function plainChildren(
  schema: KubernetesSchema,
  struct: string,
  at: FieldPath,
): { readonly struct: string; readonly at: FieldPath }[] {
  return Object.entries(schema.schema(struct)?.properties ?? {}).flatMap(([name, field]) => {
    if (name === 'status' || name === 'metadata') return [];
    if (field.type === 'object' && field.ref !== undefined) return [{ struct: field.ref, at: [...at, name] }];
    const item = field.items?.ref;
    // A list with one element is what people write: show it as `containers[0]`.
    return item === undefined || at.length < 1 ? [] : [{ struct: item, at: [...at, name, 0] }];
  });
}

function presentKeys(root: ObjectCheck['object']['node'], path: FieldPath): ReadonlySet<string> {
  const { node, exact } = locate(root, path);
  return new Set(exact && node.kind === 'map' ? node.entries.map(({ key }) => key) : []);
}
