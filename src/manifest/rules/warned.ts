// What the API server would accept and warn of: fields, annotations and labels that are deprecated or have no effect.
import { keyRangeFor, parseFieldPath, rangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import type { ManifestObject } from '../manifestObject';
import type { ObjectRule } from '../objectCheck';
import type { TextRange } from '../yamlTree';

export const warned: ObjectRule = {
  check: ({ object, validation }) =>
    [...new Set(validation.warnings)].map((message) => ({
      code: 'warned',
      severity: 'warning',
      message,
      range: rangeOf(object, pathText(message)),
      link: fieldLink(object.gvk, pathText(message)),
    })),
};

/** Most begin with the path of a field; some with an annotation. */
function pathText(message: string): string {
  const annotation = /^annotation "?([^\s"]+)"? /.exec(message)?.[1];
  if (annotation !== undefined) return `metadata.annotations[${annotation}]`;
  return /^(?:metadata|spec|template|allowedTopologies|scheduling)[^\s:]*/.exec(message)?.[0] ?? '';
}

function rangeOf({ node }: ManifestObject, text: string): TextRange {
  const path = parseFieldPath(node, text);
  // Of a key in brackets it is the key that is warned of.
  return text.endsWith(']') ? keyRangeFor(node, path) : rangeFor(node, path);
}
