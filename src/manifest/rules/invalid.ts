// What the API server's validation says of the object, each complaint where its field was written.
// A field that decoding has already complained of is left out: one mistake is told once.
import type { FieldError } from '../../apimachinery/apiStatus';
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { didYouMean } from '../didYouMean';
import type { Finding, FixData } from '../diagnostic';
import { keyRangeFor, locate, parseFieldPath, rangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';
import type { TextRange, YamlNode } from '../yamlTree';
import { missingPaths, misspeltPaths } from './missingField';

export const invalid: ObjectRule = {
  check: (check) => {
    const { validation, object } = check;
    if (validation.failure !== undefined) return [unchecked(check, validation.failure)];
    if (validation.errors.length === 0) return [];
    const told = toldPaths(check);
    const findings = new Map<string, Finding>();
    for (const error of validation.errors) {
      const path = parseFieldPath(object.node, error.path);
      const field = formatFieldPath(path);
      if (isTold(told, field)) continue;
      const message = `${error.path}: ${error.detail}${sentenceEnd(error.detail)}${hint(error)}`;
      findings.set(message, {
        code: 'invalid',
        severity: 'error',
        message,
        range: rangeOf(object.node, path, error),
        link: fieldLink(object.gvk, error.path),
        data: fix(check, error, path),
      });
    }
    return [...findings.values()];
  },
};

/** Paths at and under which validation has nothing to add. */
function toldPaths(check: ObjectCheck): readonly string[] {
  const decoding = check.problems
    .filter(({ kind }) => kind === 'wrong type' || kind === 'format' || kind === 'enum')
    // A list loses an element that cannot be decoded, and what follows it moves up.
    .map(({ path }) => (typeof path.at(-1) === 'number' ? path.slice(0, -1) : path));
  return [
    ...[...decoding, ...missingPaths(check)].map((path) => formatFieldPath(path)),
    ...misspeltPaths(check),
  ];
}

function isTold(told: readonly string[], field: string): boolean {
  return told.some(
    (path) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  );
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /`selector` does not match template `labels`/,
    'The labels under spec.template.metadata.labels must contain those of spec.selector.',
  ],
  [/RFC 1123/, 'Use lower case letters, digits and "-", and begin and end with a letter or digit.'],
  [
    /must be less than or equal to (cpu|memory|\S+) limit/,
    'A request cannot be greater than the limit.',
  ],
  [/^Not found: /, 'What is named here must be defined in this manifest.'],
  [/^Duplicate value/, 'It is already used above.'],
];

function hint({ detail }: FieldError): string {
  const found = HINTS.find(([pattern]) => pattern.test(detail))?.[1];
  return found === undefined ? '' : ` ${found}`;
}

function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? '' : '.';
}

const INVALID_STRING = /^(?:Invalid|Duplicate) value: ("(?:[^"\\]|\\.)*")/;

/** Complaints about one key or value of a map name the map: look for what they quote. */
function rangeOf(root: YamlNode, path: FieldPath, { detail }: FieldError): TextRange {
  const quoted = INVALID_STRING.exec(detail)?.[1];
  if (quoted === undefined) return rangeFor(root, path);
  const text: unknown = parsedString(quoted);
  const { node, exact } = locate(root, path);
  if (exact && text === path.at(-1)) return keyRangeFor(root, path);
  if (!exact || node.kind !== 'map') return rangeFor(root, path);
  const key = node.entries.find((entry) => entry.key === text);
  if (key !== undefined) return key.keyRange;
  const value = node.entries.find(
    (entry) => entry.value.kind === 'scalar' && entry.value.value === text,
  )?.value;
  return value === undefined ? rangeFor(root, path) : { start: value.start, end: value.end };
}

/** Go quotes with escapes that JSON does not have; those are not looked for. */
function parsedString(quoted: string): unknown {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

const SUPPORTED = /supported values: (.*)$/;

function fix(check: ObjectCheck, { type, detail }: FieldError, path: FieldPath): FixData {
  if (type !== 'FieldValueNotSupported') return { path };
  const supported = [...(SUPPORTED.exec(detail)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(
    ([, word]) => word ?? '',
  );
  const { node } = locate(check.object.node, path);
  const near = node.kind === 'scalar' ? didYouMean(String(node.value), supported) : [];
  return { path, replaces: 'value', suggestions: [...new Set([...near, ...supported])] };
}

function unchecked({ object }: ObjectCheck, reason: string): Finding {
  return {
    code: 'unchecked',
    severity: 'information',
    message: `Cluster Lab could not validate this ${object.kind} (${reason}). This is a fault of Cluster Lab.`,
    range: rangeFor(object.node, ['kind']),
    link: undefined,
  };
}
