// Sums of what quotas count, by the names that a ResourceQuota gives to it.
// Source: k8s.io/apiserver/pkg/quota/v1 (resources.go).
import { quantityValue, type QuantityLike } from '../../../apimachinery/quantity';
import { quantityText } from '../podResources';

export type QuotaAmounts = Readonly<Record<string, QuantityLike>>;

export function addAmounts(a: QuotaAmounts, b: QuotaAmounts): QuotaAmounts {
  return combined(a, b, 1);
}

/** What is not in `a` counts as nothing there. */
export function subtractAmounts(a: QuotaAmounts, b: QuotaAmounts): QuotaAmounts {
  return combined(a, b, -1);
}

/** Those of these names that are there. */
export function pickAmounts(amounts: QuotaAmounts, names: readonly string[]): QuotaAmounts {
  return Object.fromEntries(
    names.flatMap((name) => {
      const amount = Object.hasOwn(amounts, name) ? amounts[name] : undefined;
      return amount === undefined ? [] : [[name, amount]];
    }),
  );
}

/** Without those that are zero. */
export function nonZeroAmounts(amounts: QuotaAmounts): QuotaAmounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(([, amount]) => quantityValue(amount) !== 0),
  );
}

/** Names of which there is more than `limits` has room for. */
export function exceeding(amounts: QuotaAmounts, limits: QuotaAmounts): readonly string[] {
  return Object.keys(amounts).filter((name) => {
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
    return limit !== undefined && quantityValue(amounts[name]) > quantityValue(limit);
  });
}

/** `pods=1,requests.cpu=100m` */
export function amountsText(amounts: QuotaAmounts): string {
  return Object.keys(amounts)
    .sort()
    .map((name) => `${name}=${String(amounts[name])}`)
    .join(',');
}

function combined(a: QuotaAmounts, b: QuotaAmounts, sign: 1 | -1): QuotaAmounts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [first, second] = [a, b].map((each) =>
        Object.hasOwn(each, name) ? each[name] : undefined,
      );
      const millis = quantityValue(first) * 1000 + sign * quantityValue(second) * 1000;
      const binary = [first, second].some((each) => String(each).endsWith('i'));
      return [name, quantityText(millis, binary)];
    }),
  );
}
