// Label and field selectors of a request, understood once and applied to many objects.
import { badRequest } from '../../apimachinery/apiStatus';
import {
  FieldSelectorError,
  parseFieldSelector,
  type FieldRequirement,
} from '../../apimachinery/fieldSelector';
import {
  LabelSelectorError,
  matchesLabelSelector,
  parseLabelSelector,
  type LabelRequirement,
} from '../../apimachinery/labelSelector';
import type { ApiObject, StringMap } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import type { ServedKind } from './servedKinds';

export interface SelectorTexts {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export class ObjectSelector {
  readonly #kind: ServedKind;
  readonly #labels: readonly LabelRequirement[];
  readonly #fields: readonly FieldRequirement[];

  /** Throws BadRequest where a selector cannot be understood or names an unknown field. */
  constructor(kind: ServedKind, { labelSelector = '', fieldSelector = '' }: SelectorTexts) {
    this.#kind = kind;
    this.#labels = labelSelector === '' ? [] : parsed(() => parseLabelSelector(labelSelector));
    this.#fields = fieldSelector === '' ? [] : parsed(() => parseFieldSelector(fieldSelector));
    for (const { field } of this.#fields) assertSelectable(kind, field);
  }

  get selectsAll(): boolean {
    return this.#labels.length === 0 && this.#fields.length === 0;
  }

  /** A field that must have one exact value, if there is one: good for an index. */
  get exactField(): FieldRequirement | undefined {
    return this.#fields.find(({ operator }) => operator === '=');
  }

  /** The one name that an object must have, if there is one. */
  get exactName(): string | undefined {
    return this.#fields.find(({ field, operator }) => field === 'metadata.name' && operator === '=')
      ?.value;
  }

  matches(object: ApiObject): boolean {
    for (const { field, operator, value } of this.#fields) {
      if ((fieldValue(this.#kind, object, field) === value) !== (operator === '=')) return false;
    }
    return this.#labels.length === 0 || matchesLabelSelector(this.#labels, object.metadata.labels);
  }
}

/** The value that field selectors compare; '' where the field is not set. */
export function fieldValue(kind: ServedKind, object: ApiObject, field: string): string {
  switch (field) {
    case 'metadata.name':
      return object.metadata.name;
    case 'metadata.namespace':
      return object.metadata.namespace ?? '';
    case 'spec.nodeName':
      // Only pods have it. Every change of a pod asks for it, on behalf of the kubelets.
      return (object as Pod).spec.nodeName ?? '';
    default:
      return kind.rules.selectableFields?.(object)[field] ?? '';
  }
}

/** Rules read their fields from these parts. */
const PROBE_PARTS = { spec: {}, status: {}, involvedObject: {}, source: {} };

/** The fields that rules read: a pure memo. */
const SELECTABLE = new WeakMap<ServedKind['rules'], StringMap>();

function assertSelectable(kind: ServedKind, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  const { rules } = kind;
  if (rules.selectableFields === undefined) {
    const known = '"metadata.name", "metadata.namespace"';
    throw badRequest(`"${field}" is not a known field selector: only ${known}`);
  }
  let known = SELECTABLE.get(rules);
  if (known === undefined) {
    const metadata = { name: '', uid: '', resourceVersion: '', creationTimestamp: '' };
    const probe = { ...PROBE_PARTS, apiVersion: kind.apiVersion, kind: kind.kind, metadata };
    known = rules.selectableFields(probe);
    SELECTABLE.set(rules, known);
  }
  if (!Object.hasOwn(known, field)) throw badRequest(`field label not supported: ${field}`);
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof LabelSelectorError || error instanceof FieldSelectorError)) throw error;
    throw badRequest(error.message);
  }
}
