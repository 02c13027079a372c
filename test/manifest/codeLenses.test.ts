import assert from 'node:assert/strict';
import { applicableDocuments, codeLenses } from '../../src/manifest/codeLenses';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { KNOWLEDGE } from './checkManifest';

function analyzed(text: string): ManifestAnalyzer {
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(text);
  analyzer.finish();
  return analyzer;
}

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('lenses', () => {
  it('stand above each document with objects, those of the file above the first', () => {
    const text = `# comment\n${CONFIG}---\nother: yaml\n---\n# second\n${CONFIG}`;
    const lenses = codeLenses(analyzed(text)).map(
      ({ title, documentIndex, range }) =>
        `${title} ${String(documentIndex)} line ${text.slice(0, range.start).split('\n').length}`,
    );
    assert.deepEqual(lenses, [
      'Apply all (2) undefined line 2',
      'Delete all undefined line 2',
      'Apply 0 line 2',
      'Delete 0 line 2',
      'Apply 2 line 9',
      'Delete 2 line 9',
    ]);
  });

  it('of the file are not needed for one document', () => {
    assert.deepEqual(
      codeLenses(analyzed(CONFIG)).map(({ title }) => title),
      ['Apply', 'Delete'],
    );
    assert.deepEqual(codeLenses(analyzed('a: b\n')), []);
  });
});

describe('what is applied', () => {
  it('is one document or all, without what is not Kubernetes', () => {
    const analyzer = analyzed(
      `${CONFIG}---\nother: yaml\n---\n${CONFIG.replace('name: a', 'name: b')}`,
    );
    const names = (index?: number): readonly unknown[] =>
      applicableDocuments(analyzer, 'x.yaml', index).inputs.map(
        ({ documentIndex }) => documentIndex,
      );
    assert.deepEqual(names(), [0, 2]);
    assert.deepEqual(names(2), [2]);
  });

  it('is nothing of a file that is not read, and says why', () => {
    const huge = `${CONFIG}data:\n${'  key: some text that goes on\n'.repeat(150_000)}`;
    const { inputs, errors } = applicableDocuments(analyzed(huge), 'x.yaml');
    assert.deepEqual(inputs, []);
    assert.match(errors.join('\n'), /^error: x\.yaml: This file \(4\.5 MB\) is too large/);
    assert.match(
      applicableDocuments(analyzed('\0'), 'x.yaml').errors.join('\n'),
      /^error: x\.yaml: This is a binary file/,
    );
  });

  it('is nothing where the YAML is broken, as kubectl says', () => {
    const { inputs, errors } = applicableDocuments(
      analyzed('apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n'),
      'x.yaml',
    );
    assert.deepEqual(inputs, []);
    assert.match(
      errors[0] ?? '',
      /^error: error parsing x\.yaml: error converting YAML to JSON: yaml: line 4: Tabs/,
    );
  });
});
