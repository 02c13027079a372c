// The fixture of all tests of the editor: a manifest, and under its lines carets with the findings
// that are expected there. `check` fails with the manifest as it would have to be written.
import assert from 'node:assert/strict';
import type { ManifestDiagnostic } from '../../src/manifest/diagnostic';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import {
  createManifestKnowledge,
  type ManifestKnowledge,
} from '../../src/manifest/manifestKnowledge';
import { SCHEMA } from '../kubernetesSchema';

/** All that the editor knows in earnest. */
export const KNOWLEDGE = createManifestKnowledge(SCHEMA);

export function diagnose(
  text: string,
  known: ManifestKnowledge = KNOWLEDGE,
): readonly ManifestDiagnostic[] {
  const analyzer = new ManifestAnalyzer(known);
  analyzer.update(text);
  analyzer.finish();
  return analyzer.diagnostics();
}

const EXPECTATION = /^#(?:<| *)\^+ .*$/;

/**
 * `marked` holds lines such as `#   ^^^^^ unknown-field: unknown field "spec.x".` under what they
 * underline. Text after the code is compared where there is some.
 */
export function check(marked: string, known: ManifestKnowledge = KNOWLEDGE): void {
  const trimmed = marked.replace(/^\n/, '');
  const text = trimmed
    .split('\n')
    .filter((line) => !EXPECTATION.test(line))
    .join('\n');
  const wantsMessage = new Set(
    [...trimmed.matchAll(/\^+ ([\w-]+): (.*)/g)].map(
      ([, code, message]) => `${code ?? ''}: ${message ?? ''}`,
    ),
  );
  assert.equal(annotated(text, diagnose(text, known), wantsMessage), trimmed);
}

function annotated(
  text: string,
  diagnostics: readonly ManifestDiagnostic[],
  wantsMessage: ReadonlySet<string>,
): string {
  const lines = text.split('\n');
  let offset = 0;
  const out: string[] = [];
  for (const line of lines) {
    out.push(line);
    for (const { range, code, message } of diagnostics) {
      if (range.start < offset || range.start > offset + line.length) continue;
      const column = range.start - offset;
      const carets = '^'.repeat(
        Math.max(1, Math.min(range.end, offset + line.length) - range.start),
      );
      const label = wantsMessage.has(`${code}: ${message}`) ? `${code}: ${message}` : code;
      // A comment cannot underline its own first column: `#<` stands for column 0.
      out.push(`${column === 0 ? '#<' : `#${' '.repeat(column - 1)}`}${carets} ${label}`);
    }
    offset += line.length + 1;
  }
  return out.join('\n');
}
