import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { splitDocuments } from '../../src/manifest/splitDocuments';

function parts(text: string): readonly string[] {
  return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
}

describe('the documents of a file', () => {
  it('begin at ---', () => {
    assert.deepEqual(parts('a: 1\n---\nb: 2\n--- # two\nc: 3'), [
      'a: 1\n',
      '---\nb: 2\n',
      '--- # two\nc: 3',
    ]);
  });

  it('take comments and directives before their --- with them', () => {
    assert.deepEqual(parts('# head\n\n%YAML 1.2\n---\na: 1\n'), [
      '# head\n\n%YAML 1.2\n---\na: 1\n',
    ]);
  });

  it('end at ...', () => {
    assert.deepEqual(parts('a: 1\n...\n# next\n---\nb: 2\n'), [
      'a: 1\n...\n',
      '# next\n---\nb: 2\n',
    ]);
  });

  it('are not cut at dashes that are indented, or part of a word', () => {
    const text = 'a: |\n  ---\n  text\nb: "\n  ---"\n---x: 1\n';
    assert.deepEqual(parts(text), [text]);
  });

  it('are cut in block scalars without indentation, as YAML and kubectl do', () => {
    assert.deepEqual(parts('a: |\n---\nb\n'), ['a: |\n', '---\nb\n']);
  });

  it('keep the line ends of Windows', () => {
    assert.deepEqual(parts('a: 1\r\n---\r\nb: 2\r\n'), ['a: 1\r\n', '---\r\nb: 2\r\n']);
  });

  const line = fc.constantFrom(
    'a: 1',
    '---',
    '...',
    '# x',
    '',
    '  b: 2',
    '- c',
    '--- d',
    'e: |',
    ' ---',
    '---f',
  );
  const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

  it('cover the text without gaps', () => {
    fc.assert(fc.property(file, (text) => parts(text).join('') === text));
  });

  it('are those that the parser finds in files without errors', () => {
    fc.assert(
      fc.property(file, (text) => {
        const whole = parseAllDocuments(text);
        if (!Array.isArray(whole) || whole.some(({ errors }) => errors.length > 0)) return;
        const values = (documents: ReturnType<typeof parseAllDocuments>): readonly unknown[] =>
          Array.isArray(documents)
            ? documents.map((each) => each.toJSON() as unknown).filter((each) => each !== null)
            : [];
        assert.deepEqual(
          parts(text).flatMap((part) => values(parseAllDocuments(part))),
          values(whole),
        );
      }),
    );
  });
});
