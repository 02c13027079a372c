// What the rules of a kind warn of in a manifest.
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { KindRules } from '../../../src/apis/kindRules';
import { defaulted } from '../complaints';

/** About creating the object, or about replacing `before` by it. */
export function warningsOf<T extends ApiObject>(
  rules: KindRules<T>,
  manifest: string,
  before?: string,
): readonly string[] {
  const old = before === undefined ? undefined : defaulted(rules, before);
  return rules.warnings?.(defaulted(rules, manifest), old) ?? [];
}
