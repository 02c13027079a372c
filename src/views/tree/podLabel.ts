// What the tree calls a pod: its name without the part in the middle that tells learners nothing, so
// that the state beside it can be read in a narrow view. The full name is in the tooltip, and read out.
//
// Worked example: `frontend-5d8f7c9b6d-x7k2p` of a Deployment becomes `frontend-…-x7k2p`.
import type { Pod } from '../../apis/generated/core/v1';

const TEMPLATE_HASH = 'pod-template-hash';
const ELLIPSIS = '…';
/** Longer beginnings are cut, so that the end, which tells pods apart, is always seen. */
const MAX_STEM = 16;
const MAX_NAME = 24;
const END = 6;

export function podLabel({ metadata }: Pod): string {
  const { name, generateName = '', labels } = metadata;
  const middle = `${labels?.[TEMPLATE_HASH] ?? ''}-`;
  if (middle.length > 1 && generateName.endsWith(middle) && name.startsWith(generateName)) {
    const stem = generateName.slice(0, -middle.length);
    return `${cut(stem, MAX_STEM)}${ELLIPSIS}-${name.slice(generateName.length)}`;
  }
  if (name.length <= MAX_NAME) return name;
  return name.slice(0, MAX_STEM) + ELLIPSIS + name.slice(-END);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max);
}
