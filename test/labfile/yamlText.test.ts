// What is written as YAML reads back as the same value, by our reader and by others.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlField } from '../../src/labfile/yamlText';
import { parseYamlAtOnce } from '../../src/manifest/parseYaml';
import { jsonOf } from '../../src/manifest/yamlTree';

function read(text: string): unknown {
  const { root, problems } = parseYamlAtOnce(text);
  assert.deepEqual(problems, [], text);
  assert.ok(root !== undefined);
  return jsonOf(root);
}

describe('YAML text', () => {
  it('reads back as what it was, whatever that is', () => {
    const words = fc.constantFrom(
      ...[
        'yes',
        'No',
        '~',
        'null',
        '1e3',
        '0644',
        '1_000',
        '12:30',
        '- a',
        'a: b',
        '#',
        ' a',
        'a ',
      ],
      ...[
        'a\nb',
        'a\n',
        '\na',
        'a\n\n',
        'a \nb',
        'a\n  b\n',
        '\tx\ny',
        '{',
        '50s',
        '8Gi',
        '0x1F',
        '',
        '%',
      ],
      ...[
        'a # b',
        "it's",
        '"q"',
        '\u2028\n',
        '\u0007',
        '2026-09-21',
        '*a',
        '&a',
        '!a',
        '|',
        '>',
        '---',
      ],
    );
    const leaf = fc.oneof(
      words,
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const key = fc
      .oneof(words, fc.string())
      .filter((text) => text !== '__proto__' && text !== '<<');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('any')), fc.dictionary(key, tie('any'))),
    })).any;
    fc.assert(
      fc.property(value, (content) => {
        const json = JSON.parse(JSON.stringify({ content })) as unknown;
        const text = yamlField('content', content, 0);
        assert.deepEqual(read(text), json, text);
        assert.deepEqual(parse(text, { version: '1.1' }), json, text);
        assert.deepEqual(parse(text), json, text);
      }),
      { numRuns: 150 },
    );
  });

  it('is how people would write it', () => {
    const manifest = {
      metadata: { name: 'web', labels: {} },
      data: { 'index.html': '<p>\n  hi\n</p>\n', empty: '', yes: 'yes', port: '80' },
      items: [{ name: 'a', list: ['b', 'c d'] }, [], 8.5],
      memory: '8Gi',
    };
    assert.equal(
      yamlField('manifest', manifest, 0),
      `manifest:
  metadata:
    name: web
    labels: {}
  data:
    index.html: |
      <p>
        hi
      </p>
    empty: ""
    "yes": "yes"
    port: "80"
  items:
    - name: a
      list:
        - b
        - c d
    - []
    - 8.5
  memory: 8Gi
`,
    );
  });
});
