// Fields that the schema does not have: typing errors, and fields that stand in the wrong place.
import type { FieldPath, KindLookup } from '../../apis/schema/schemaBundle';
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
          message: `${message}.${didYouMeanText(suggestions) || alreadyThere(check, path) || rightPlace(check, path)}`,
          range: keyRangeFor(check.object.node, path),
          link: structLink(check.object.gvk, structAt(check, path) ?? ''),
          data: { path, suggestions, replaces: 'key' },
        };
      }),
};

/** Names that may be meant, without those that are already there. */
export function suggestedNames(check: ObjectCheck, path: FieldPath): readonly string[] {
  const present = presentKeys(check.object.node, path.slice(0, -1));
  return nearNames(check, path).filter((name) => !present.has(name));
}

function nearNames(check: ObjectCheck, path: FieldPath): readonly string[] {
  const properties = check.knowledge.schema.schema(structAt(check, path) ?? '')?.properties ?? {};
  return didYouMean(String(path.at(-1) ?? ''), Object.keys(properties));
}

function alreadyThere(check: ObjectCheck, path: FieldPath): string {
  const present = presentKeys(check.object.node, path.slice(0, -1));
  const near = nearNames(check, path).find((name) => present.has(name));
  return near === undefined ? '' : ` "${near}" is already set here.`;
}

function structAt({ knowledge, schemaName }: ObjectCheck, path: FieldPath): string | undefined {
  return schemaName === undefined
    ? undefined
    : knowledge.schema.fieldAt(schemaName, path.slice(0, -1))?.ref;
}

const MAX_DEPTH = 6;

/** ` A field of this name belongs in "spec.template.spec".`: the shallowest place, if there is one that is meant. */
function rightPlace(check: ObjectCheck, path: FieldPath): string {
  const { knowledge, schemaName } = check;
  if (schemaName === undefined) return '';
  const name = String(path.at(-1));
  let level: readonly { readonly struct: string; readonly at: FieldPath }[] = [
    { struct: schemaName, at: [] },
  ];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const found = level.filter(({ struct }) => knowledge.schema.field(struct, name) !== undefined);
    // Init and ephemeral containers have the same fields; ordinary ones are meant.
    const place = found.length === 1 ? found[0] : found.find(({ at }) => at.includes('containers'));
    if (found.length > 0) {
      return place === undefined || place.at.length === 0
        ? ''
        : ` A field of this name belongs in "${formatFieldPath(place.at)}".`;
    }
    level = level.flatMap(({ struct, at }) => plainChildren(knowledge.schema, struct, at));
  }
  return '';
}

function plainChildren(
  schema: KindLookup,
  struct: string,
  at: FieldPath,
): { readonly struct: string; readonly at: FieldPath }[] {
  return Object.entries(schema.schema(struct)?.properties ?? {}).flatMap(([name, field]) => {
    if (name === 'status' || name === 'metadata') return [];
    if (field.type === 'object' && field.ref !== undefined)
      return [{ struct: field.ref, at: [...at, name] }];
    const item = field.items?.ref;
    // A list with one element is what people write: show it as `containers[0]`.
    return item === undefined || at.length < 1 ? [] : [{ struct: item, at: [...at, name, 0] }];
  });
}

function presentKeys(root: ObjectCheck['object']['node'], path: FieldPath): ReadonlySet<string> {
  const { node, exact } = locate(root, path);
  return new Set(exact && node.kind === 'map' ? node.entries.map(({ key }) => key) : []);
}
