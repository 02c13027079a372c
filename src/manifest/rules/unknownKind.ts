// Kinds that the API server does not serve: typing errors, wrong groups, and kinds of others (CRDs).
import { noMatchesForKind, removedKind } from '../../apis/scheme';
import { apiVersionOf } from '../../apimachinery/resource';
import type { KindLookup } from '../../apis/schema/schemaBundle';
import { didYouMean, didYouMeanText } from '../didYouMean';
import type { FixData } from '../diagnostic';
import { TOPIC_LINKS } from '../links';
import type { ManifestObject } from '../manifestObject';
import type { ObjectRule } from '../objectCheck';
import { entryOf, type TextRange } from '../yamlTree';

export const unknownKind: ObjectRule = {
  check: ({ object, knowledge: { schema }, resource }) => {
    const { apiVersion, kind } = object;
    if (resource !== undefined || removedKind(apiVersion, kind) !== undefined) return [];
    const fix = suggest(object, schema);
    if (isCustom(object, schema) && fix.suggestions?.length === 0) {
      return [
        {
          code: 'custom-kind',
          severity: 'information',
          message:
            `${noMatchesForKind(apiVersion, kind)}. This is not a kind of Kubernetes itself: ` +
            'its CustomResourceDefinition must be in the cluster first, and its fields are not checked here.',
          range: rangeOf(object, 'apiVersion'),
          link: TOPIC_LINKS.customResources,
        },
      ];
    }
    return [
      {
        code: 'unknown-kind',
        severity: 'error',
        message: `${noMatchesForKind(apiVersion, kind)}.${didYouMeanText(fix.suggestions ?? [])}`,
        range: rangeOf(object, fix.replaces === 'apiVersion' ? 'apiVersion' : 'kind'),
        link: TOPIC_LINKS.objects,
        data: fix,
      },
    ];
  },
};

/** A kind that exists under another apiVersion, otherwise a kind with a similar name. */
function suggest({ apiVersion, kind }: ManifestObject, schema: KindLookup): FixData {
  const served = schema.resources;
  const sameKind = served.filter((each) => each.kind === kind).map((each) => apiVersionOf(each));
  if (sameKind.length > 0 && !isForeign(apiVersion, sameKind)) {
    return { replaces: 'apiVersion', suggestions: [...new Set(sameKind)] };
  }
  const inVersion = served.filter((each) => apiVersionOf(each) === apiVersion);
  const near = didYouMean(kind, new Set(inVersion.map((each) => each.kind)));
  if (near.length > 0 || (inVersion.length === 0 && !isDotless(apiVersion))) {
    return { replaces: 'kind', suggestions: near };
  }
  return {
    replaces: 'kind',
    suggestions: didYouMean(kind, new Set(served.map((each) => each.kind))),
  };
}

/** `serving.knative.dev/v1` has a Service of its own: a group like no built-in one is meant. */
function isForeign(apiVersion: string, builtIn: readonly string[]): boolean {
  if (isDotless(apiVersion)) return false;
  return didYouMean(apiVersion, builtIn).length === 0;
}

/** Groups without a dot, and those under which Kubernetes itself serves, are not for custom kinds. */
function isCustom({ apiVersion, gvk }: ManifestObject, schema: KindLookup): boolean {
  return !isDotless(apiVersion) && !schema.groupVersions.some(({ group }) => group === gvk.group);
}

function isDotless(apiVersion: string): boolean {
  return !apiVersion.includes('.');
}

function rangeOf({ node }: ManifestObject, key: 'apiVersion' | 'kind'): TextRange {
  const value = entryOf(node, key)?.value ?? node;
  return { start: value.start, end: value.end };
}
