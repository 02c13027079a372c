// Reads a manifest as a user writes it and says what the rules of its kind complain of.
import { parse } from 'yaml';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import type { KindRules } from '../../src/apis/kindRules';

/** The object of a manifest, completed as the registry would: namespace, uid and so on. */
export function objectOf<T extends ApiObject>(rules: KindRules<T>, manifest: string): T {
  const given = parse(manifest) as { metadata?: object } | null;
  const { group, version, kind, namespaced } = rules.resource;
  const metadata = {
    ...(namespaced && { namespace: 'default' }),
    name: 'web',
    uid: 'u-1',
    resourceVersion: '',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...given?.metadata,
  };
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, kind, ...given, metadata } as unknown as T;
}

export function defaulted<T extends ApiObject>(rules: KindRules<T>, manifest: string): T {
  return rules.defaults(objectOf(rules, manifest));
}

/** `path: detail` of each complaint about creating the object. */
export function complaints<T extends ApiObject>(
  rules: KindRules<T>,
  manifest: string,
): readonly string[] {
  return rules.validate(defaulted(rules, manifest)).map(text);
}

/** `path: detail` of each complaint about replacing one object by another. */
export function updateComplaints<T extends ApiObject>(
  rules: KindRules<T>,
  before: string,
  after: string,
): readonly string[] {
  return rules.validateUpdate(defaulted(rules, after), defaulted(rules, before)).map(text);
}

function text(error: { readonly path: string; readonly detail: string }): string {
  return `${error.path}: ${error.detail}`;
}
