// Every real manifest of the corpus, with all that the editor says of it, in one golden file that
// was read line by line. Write it anew with CLUSTER_LAB_GOLDEN=write and look at the difference.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { LineIndex } from '../../src/manifest/lineIndex';
import { diagnose } from './checkManifest';

const root = path.join(import.meta.dirname, '../..');
const corpus = process.env.CLUSTER_LAB_CORPUS ?? path.join(root, '../shared/corpus');
const golden = path.join(import.meta.dirname, 'corpusDiagnostics.golden');

function manifestFiles(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
}

function diagnosticsOf(name: string): readonly string[] {
  const text = fs.readFileSync(path.join(corpus, name), 'utf8');
  const lines = new LineIndex(text);
  const found = diagnose(text).map(({ range, severity, code, message }) => {
    const { line, character } = lines.positionAt(range.start);
    const underlined = text.slice(range.start, range.end);
    return `  ${line + 1}:${character + 1} ${severity} ${code} [${underlined}] ${message}`;
  });
  return [name, ...(found.length === 0 ? ['  nothing'] : found)];
}

describe('the corpus of real manifests', () => {
  it('gets the diagnostics of the golden file', function () {
    if (!fs.existsSync(corpus)) this.skip();
    const actual = `${manifestFiles(corpus).flatMap(diagnosticsOf).join('\n')}\n`;
    if (process.env.CLUSTER_LAB_GOLDEN === 'write') fs.writeFileSync(golden, actual);
    assert.equal(actual, fs.readFileSync(golden, 'utf8'));
  });
});
