// Rules of LimitRanges. Source: k8s.io/kubernetes/pkg/apis/core/{v1,validation} (ValidateLimitRange,
// SetDefaults_LimitRangeItem).
import { duplicate, forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain, isQualifiedName } from '../../apimachinery/names';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { LimitRange, LimitRangeItem, LimitRangeSpec } from '../generated/core/v1';
import type { Quantity } from '../generated/meta/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { LIMIT_RANGES } from '../resources';
import { canonicalList } from './containerDefaults';
import { checkContainerResourceName } from './resourcesValidation';

const LIMITS = FieldPath.root('spec').child('limits');
const TYPES: readonly string[] = ['Pod', 'Container', 'PersistentVolumeClaim'];
const AMOUNTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
// A manifest without spec has no limits.
const EMPTY: Partial<LimitRange> = { spec: { limits: [] } };

type Amount = (typeof AMOUNTS)[number];

export const LIMIT_RANGE_RULES: KindRules<LimitRange> = {
  defaults: (range) =>
    withField(withDefaults(range, EMPTY), 'spec', (spec) =>
      withField(spec, 'limits', (limits) => mapShared(limits, defaultItem)),
    ),
  ...kindValidation(LIMIT_RANGES, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      const { limits = [] }: Partial<LimitRangeSpec> = spec;
      const types = new Set<string>();
      limits.forEach((item, index) => {
        checkItem(errors, LIMITS.index(index), item, types);
      });
    },
  }),
};

/** For containers, what is missing follows: the limit from max, the request from the limit or min. */
function defaultItem(given: LimitRangeItem): LimitRangeItem {
  let item = given;
  for (const amount of AMOUNTS) item = withField(item, amount, canonicalList);
  if (item.type !== 'Container') return item;
  const limits = filled(item.default, item.max);
  const requests = filled(filled(item.defaultRequest, limits), item.min);
  if (limits === item.default && requests === item.defaultRequest) return item;
  return { ...item, default: limits, defaultRequest: requests };
}

type Amounts = LimitRangeItem['max'];

/** The amounts with those of `others` that are missing; nothing where there are none. */
function filled(amounts: Amounts, others: Amounts): Amounts {
  return others === undefined ? amounts : withDefaults(amounts ?? {}, others);
}

function checkItem(
  errors: FieldErrors,
  path: FieldPath,
  item: LimitRangeItem,
  types: Set<string>,
): void {
  // Validation meets what users wrote: the type may be missing.
  const { type = '' }: Partial<LimitRangeItem> = item;
  const at = path.child('type');
  complain(errors, at, type, isQualifiedName(type));
  if (!type.includes('/') && !TYPES.includes(type)) {
    errors.push(invalidValue(at, type, 'must be a standard limit type or fully qualified'));
  }
  if (types.has(type)) errors.push(duplicate(at, type));
  types.add(type);
  const names = new Set<string>();
  for (const amount of AMOUNTS) {
    const amounts = item[amount] ?? {};
    const isDefault = amount === 'default' || amount === 'defaultRequest';
    if (type === 'Pod' && isDefault) {
      if (Object.keys(amounts).length === 0) continue;
      const rule = "may not be specified when `type` is 'Pod'";
      errors.push(forbiddenValue(path.child(amount), rule));
      continue;
    }
    for (const name of Object.keys(amounts)) {
      names.add(name);
      checkResourceName(errors, path.child(amount).key(name), type, name);
    }
  }
  const claims = type === 'PersistentVolumeClaim';
  if (claims && item.min?.['storage'] === undefined && item.max?.['storage'] === undefined) {
    const rule = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(path.child('limits'), rule));
  }
  for (const name of names) checkAmounts(errors, path, item, name, type === 'Pod');
}

function checkResourceName(errors: FieldErrors, path: FieldPath, type: string, name: string): void {
  if (type === 'Pod' || type === 'Container') checkContainerResourceName(errors, path, name);
  else complain(errors, path, name, isQualifiedName(name));
}

/** `[lower, upper, where it is told, words]`: of each pair the first must not exceed the second. */
const ORDERS: readonly (readonly [Amount, Amount, Amount, string, string])[] = [
  ['min', 'max', 'min', 'min', 'max'],
  ['min', 'defaultRequest', 'defaultRequest', 'min', 'default request'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request', 'max'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request', 'default limit'],
  ['min', 'default', 'default', 'min', 'default'],
  ['default', 'max', 'default', 'default', 'max'],
];

function checkAmounts(
  errors: FieldErrors,
  path: FieldPath,
  item: LimitRangeItem,
  name: string,
  isPod: boolean,
): void {
  const amountOf = (amount: Amount): Quantity | undefined =>
    isPod && (amount === 'default' || amount === 'defaultRequest')
      ? undefined
      : item[amount]?.[name];
  for (const [low, high, where, lowWord, highWord] of ORDERS) {
    const lower = amountOf(low);
    const upper = amountOf(high);
    if (lower === undefined || upper === undefined) continue;
    if (quantityValue(lower) <= quantityValue(upper)) continue;
    const rule = `${lowWord} value ${canonicalQuantity(lower)} is greater than ${highWord} value ${canonicalQuantity(upper)}`;
    // Of the last two Kubernetes prints the other value of the pair.
    const shown = where === 'default' ? (low === 'min' ? lower : upper) : amountOf(where);
    errors.push(invalidValue(path.child(where).key(name), canonicalQuantity(shown ?? 0), rule));
  }
  checkRatio(errors, path.child('maxLimitRequestRatio').key(name), item, name);
}

function checkRatio(
  errors: FieldErrors,
  path: FieldPath,
  item: LimitRangeItem,
  name: string,
): void {
  const ratio = item.maxLimitRequestRatio?.[name];
  if (ratio === undefined) return;
  const text = canonicalQuantity(ratio);
  if (quantityValue(ratio) < 1) {
    errors.push(invalidValue(path, text, `ratio ${text} is less than 1`));
  }
  const [min, max] = [quantityValue(item.min?.[name]), quantityValue(item.max?.[name])];
  if (min === 0 || item.max?.[name] === undefined || quantityValue(ratio) <= max / min) return;
  const rule = `ratio ${text} is greater than max/min = ${(max / min).toFixed(6)}`;
  errors.push(invalidValue(path, text, rule));
}
