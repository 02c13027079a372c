// Label selectors: from text (`app=web,tier in (a,b),!old`) and from metav1.LabelSelector, to a
// list of requirements and a compiled matcher. Source: k8s.io/apimachinery/pkg/labels.
import type { FieldError } from './apiStatus';
import { invalidValue } from './fieldError';
import { FieldPath } from './fieldPath';
import { isLabelValue, isQualifiedName } from './names';
import type { StringMap } from './objectMeta';
import { scanLabelSelector, type SelectorToken } from './labelSelectorTokens';

export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, without duplicates; empty for `exists` and `!`. */
  readonly values: readonly string[];
}

/** metav1.LabelSelector as it stands in a manifest. */
export interface LabelSelectorSpec {
  readonly matchLabels?: StringMap | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: string;
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
}

export type LabelMatcher = (labels: StringMap | undefined) => boolean;

/** A selector's text that cannot be understood; the message is Kubernetes'. */
export class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
}

/**
 * Reads the syntax of `kubectl -l`; requirements come sorted by key. Empty text selects everything.
 * Throws {@link LabelSelectorError}.
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  return new SelectorParser(scanLabelSelector(text)).parse();
}

/** All requirements hold (AND). No requirement matches everything. */
export function matchesLabelSelector(
  requirements: readonly LabelRequirement[],
  labels: StringMap | undefined,
): boolean {
  for (const requirement of requirements) {
    if (!matchesRequirement(requirement, labels?.[requirement.key])) return false;
  }
  return true;
}

function matchesRequirement(
  { operator, values }: LabelRequirement,
  value: string | undefined,
): boolean {
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return compareIntegers(operator, value, values[0]);
  }
}

function compareIntegers(
  operator: 'gt' | 'lt',
  value: string | undefined,
  bound: string | undefined,
): boolean {
  if (value === undefined || bound === undefined) return false;
  if (!INTEGER.test(value) || !INTEGER.test(bound)) return false;
  return operator === 'gt' ? Number(value) > Number(bound) : Number(value) < Number(bound);
}

const INTEGER = /^[+-]?\d+$/;

const EXPRESSION_OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/**
 * Requirements of a metav1.LabelSelector (LabelSelectorAsSelector). Undefined means that nothing is
 * selected: the selector is absent. An empty selector selects everything. Throws
 * {@link LabelSelectorError} for an unknown operator.
 */
export function labelSelectorRequirements(
  selector: LabelSelectorSpec | undefined,
): readonly LabelRequirement[] | undefined {
  if (selector === undefined) return undefined;
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push({ key, operator: '=', values: [value] });
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const known = EXPRESSION_OPERATORS[operator];
    if (known === undefined) {
      throw new LabelSelectorError(`"${operator}" is not a valid label selector operator`);
    }
    requirements.push({ key, operator: known, values: sortedSet(values ?? []) });
  }
  return sortByKey(requirements);
}

/** A matcher for a metav1.LabelSelector; absent selects nothing, empty everything. */
export function compileLabelSelector(selector: LabelSelectorSpec | undefined): LabelMatcher {
  const requirements = labelSelectorRequirements(selector);
  if (requirements === undefined) return () => false;
  // Pods of one template share their labels: of a thousand in a row only the first is looked at.
  let known: StringMap | undefined = NO_LABELS;
  let matches = matchesLabelSelector(requirements, known);
  return (labels) => {
    if (labels !== known) {
      known = labels;
      matches = matchesLabelSelector(requirements, labels);
    }
    return matches;
  };
}

const NO_LABELS: StringMap = {};

/** A matcher for the plain map that Services and ReplicationControllers have; empty selects everything. */
export function compileLabelSet(selector: StringMap | undefined): LabelMatcher {
  const entries = Object.entries(selector ?? {});
  return (labels) => entries.every(([key, value]) => labels?.[key] === value);
}

/** As kubectl prints it: `app=web,tier in (a,b),!old`. */
export function formatLabelSelector(requirements: readonly LabelRequirement[]): string {
  return requirements.map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

/** metav1.FormatLabelSelector: `<none>` for one that selects all or nothing, `<error>` for a wrong one. */
export function formatLabelSelectorSpec(selector: LabelSelectorSpec | undefined): string {
  try {
    return formatLabelSelector(labelSelectorRequirements(selector) ?? []) || '<none>';
  } catch {
    return '<error>';
  }
}

/** Recursive descent over the tokens; `in` and `notin` are words like others where a key or value stands. */
class SelectorParser {
  readonly #tokens: readonly SelectorToken[];
  #position = 0;

  constructor(tokens: readonly SelectorToken[]) {
    this.#tokens = tokens;
  }

  parse(): readonly LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const first = this.#peek();
      if (first.type === 'end') return sortByKey(requirements);
      if (!startsRequirement(first)) {
        throw new LabelSelectorError(
          `found '${first.text}', expected: !, identifier, or 'end of string'`,
        );
      }
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.type === 'end') return sortByKey(requirements);
      if (next.type !== ',') {
        throw new LabelSelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      }
      const after = this.#peek();
      if (!startsRequirement(after)) {
        throw new LabelSelectorError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek().type === '!';
    if (negated) this.#take();
    const token = this.#take();
    if (!isWord(token)) throw unparsable(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const keyErrors = isQualifiedName(key);
    if (keyErrors.length > 0) throw refused([invalidValue(PATHLESS, key, keyErrors.join('; '))]);
    const next = this.#peek();
    if (next.type === 'end' || next.type === ',') {
      return { key, operator: negated ? '!' : 'exists', values: [] };
    }
    // Kubernetes reads `!key in (a)` as `key in (a)`.
    const operator = this.#operator();
    const values =
      operator === 'in' || operator === 'notin' ? this.#values() : [this.#exactValue()];
    return checked({ key, operator, values: sortedSet(values) });
  }

  #operator(): LabelOperator {
    const token = this.#take();
    switch (token.type) {
      case '=':
      case '==':
      case '!=':
      case 'in':
      case 'notin':
        return token.type;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw unparsable(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open.type !== '(') throw unparsable(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.type === ')') {
      this.#take();
      return [''];
    }
    if (!isWord(first) && first.type !== ',') {
      throw unparsable(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    return this.#identifiers();
  }

  /** `a,b)`, where an empty place between commas is the empty value. */
  #identifiers(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (isWord(token)) {
        values.push(token.text);
        const next = this.#take();
        if (next.type === ')') return values;
        if (next.type !== ',') throw unparsable(`found '${next.text}', expected: ',' or ')'`);
        if (this.#peek().type === ')' || this.#peek().type === ',') values.push('');
        if (this.#peek().type !== ')') continue;
        this.#take();
        return values;
      }
      if (token.type !== ',')
        throw unparsable(`found '${token.text}', expected: ',', or identifier`);
      values.push('');
      if (this.#peek().type !== ')') continue;
      this.#take();
      return values;
    }
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.type === 'end' || next.type === ',') return '';
    this.#take();
    if (!isWord(next)) throw unparsable(`found '${next.text}', expected: identifier`);
    return next.text;
  }

  #peek(): SelectorToken {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): SelectorToken {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

const END: SelectorToken = { type: 'end', text: '' };

/** NewRequirement's errors have no field of their own where the selector is text. */
const PATHLESS = FieldPath.root('<nil>');
const VALUES = FieldPath.root('values');

function startsRequirement(token: SelectorToken): boolean {
  return isWord(token) || token.type === '!';
}

function isWord(token: SelectorToken): boolean {
  return token.type === 'word' || token.type === 'in' || token.type === 'notin';
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const errors: FieldError[] = [];
  requirement.values.forEach((value, index) => {
    if (requirement.operator === 'gt' || requirement.operator === 'lt') {
      if (!INTEGER.test(value)) {
        const rule = "for 'Gt', 'Lt' operators, the value must be an integer";
        errors.push(invalidValue(VALUES.index(index), value, rule));
      }
    }
    const complaints = isLabelValue(value);
    if (complaints.length > 0) {
      const path = VALUES.index(index).key(requirement.key);
      errors.push(invalidValue(path, value, complaints.join('; ')));
    }
  });
  if (errors.length > 0) throw refused(errors);
  return requirement;
}

function refused(errors: readonly FieldError[]): LabelSelectorError {
  const texts = errors.map((error) => `${error.path}: ${error.detail}`);
  return unparsable(texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`);
}

function unparsable(text: string): LabelSelectorError {
  return new LabelSelectorError(`unable to parse requirement: ${text}`);
}

function sortedSet(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].sort();
}

function sortByKey(requirements: readonly LabelRequirement[]): readonly LabelRequirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
