// Which of a definition's names are free in its group: condition NamesAccepted and status.acceptedNames.
// Source: k8s.io/apiextensions-apiserver/pkg/controller/status (naming_controller.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
} from '../../../apis/generated/apiextensions/v1';

export interface AcceptedNames {
  readonly names: CustomResourceDefinitionNames;
  /** Why not all are accepted. */
  readonly conflict: { readonly reason: string; readonly message: string } | undefined;
}

type MutableNames = {
  -readonly [K in keyof CustomResourceDefinitionNames]: CustomResourceDefinitionNames[K];
};
type NameField = 'plural' | 'singular' | 'kind' | 'listKind';

/** `others`: the other definitions of the group. */
export function acceptNames(
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): AcceptedNames {
  const accepted = others.map((each) => each.status.acceptedNames);
  const resources = new Set(
    accepted.flatMap((names) => [names?.plural, names?.singular, ...(names?.shortNames ?? [])]),
  );
  const kinds = new Set(accepted.flatMap((names) => [names?.kind, names?.listKind]));
  const old = status.acceptedNames ?? { plural: '', kind: '' };
  const names: MutableNames = { ...old };
  let conflict: AcceptedNames['conflict'];
  const take = (field: NameField, taken: ReadonlySet<string | undefined>, reason: string): void => {
    const requested = spec.names[field] ?? '';
    if (requested !== old[field] && taken.has(requested)) {
      conflict = { reason, message: inUse(requested) };
    } else names[field] = requested;
  };
  take('plural', resources, 'PluralConflict');
  take('singular', resources, 'SingularConflict');
  if (!deepEqual(spec.names.shortNames, old.shortNames)) {
    const kept = old.shortNames ?? [];
    const taken = (spec.names.shortNames ?? []).filter(
      (each) => !kept.includes(each) && resources.has(each),
    );
    if (taken.length === 0) set(names, 'shortNames', spec.names.shortNames);
    else conflict = { reason: 'ShortNamesConflict', message: aggregate(taken.map(inUse)) };
  }
  take('kind', kinds, 'KindConflict');
  take('listKind', kinds, 'ListKindConflict');
  set(names, 'categories', spec.names.categories);
  return { names, conflict };
}

function set(
  names: MutableNames,
  field: 'shortNames' | 'categories',
  value: readonly string[] | undefined,
): void {
  if (value === undefined) delete names[field];
  else names[field] = value;
}

function inUse(name: string): string {
  return `"${name}" is already in use`;
}

/** As Go prints several errors in one. */
function aggregate(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}
