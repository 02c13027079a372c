import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { diagnose, KNOWLEDGE } from './checkManifest';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx
        ports:
        - containerPort: 80
`;

function file(documents: number): string {
  return Array.from({ length: documents }, (_, index) =>
    DEPLOYMENT.replace('name: web', `name: web-${index}`),
  ).join('---\n');
}

/** Where work grows with the square of the input or worse, it takes minutes. */
const CPU_LIMIT_MS = 5_000;

/** Counts the processor's time, so that a busy machine fails nothing; the benchmark has the aims. */
function quickly(work: () => void): void {
  const start = process.cpuUsage();
  work();
  const tookMs = process.cpuUsage(start).user / 1000;
  assert.ok(tookMs < CPU_LIMIT_MS, `took ${tookMs.toFixed(0)} ms`);
}

describe('an analyzer', () => {
  it('looks only at the document that was edited', () => {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    analyzer.update(file(3));
    analyzer.finish();
    const before = analyzer.documents.map(({ analysis }) => analysis);
    analyzer.update(file(3).replace('replicas: 3', 'replicas: 33'));
    analyzer.finish();
    const after = analyzer.documents.map(({ analysis }) => analysis);
    assert.notEqual(after[0], before[0]);
    assert.equal(after[1], before[1]);
    assert.equal(after[2], before[2]);
  });

  it('keeps what moves: documents put before and taken away', () => {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    const wrong = DEPLOYMENT.replace('replicas', 'replica');
    analyzer.update(`${DEPLOYMENT}---\n${wrong}`);
    analyzer.finish();
    const [first] = analyzer.diagnostics();
    analyzer.update(`# one more line\n${DEPLOYMENT}---\n${wrong}`);
    analyzer.finish();
    const [second] = analyzer.diagnostics();
    assert.equal(first?.code, 'unknown-field');
    assert.equal(
      (second?.range.start ?? 0) - (first?.range.start ?? 0),
      '# one more line\n'.length,
    );
  });

  it('forgets work on a text that is no longer there', () => {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    analyzer.update(file(20));
    analyzer.step();
    analyzer.update(DEPLOYMENT);
    analyzer.finish();
    assert.equal(analyzer.documents.length, 1);
    assert.deepEqual(analyzer.diagnostics(), []);
  });

  const piece = fc.constantFrom(
    ...[
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '---\n',
      '  ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '|',
      '&x',
      '*x',
      '<<: ',
      '#',
      '\t',
    ],
    ...[
      'kind: Pod\n',
      'apiVersion: v1\n',
      'spec:\n',
      '  containers:\n',
      '  - name: a\n',
      '80',
      'null',
      '!!str ',
      '__proto__',
      '? ',
    ],
    ...[
      'items:\n',
      'kind: List\n',
      'metadata:\n',
      '  name: x\n',
      'data:\n',
      '\r\n',
      '...\n',
      '%YAML 1.2\n',
      '\u0000',
      '😀',
    ],
  );
  const anyText = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc
      .array(piece, { maxLength: 20 })
      .map((pieces) => `apiVersion: v1\nkind: Pod\n${pieces.join('')}`),
    fc
      .array(piece, { maxLength: 10 })
      .map((pieces) => `${DEPLOYMENT}---\n${pieces.join('')}\n---\n${DEPLOYMENT}`),
  );

  it('never throws, whatever the text, and stays within it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { range, code } of diagnose(text)) {
          assert.ok(range.start >= 0 && range.start <= range.end, code);
          assert.ok(range.end <= text.length + 1, `${code} ${range.end} ${text.length}`);
          assert.notEqual(code, 'unchecked');
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('says after any edits what it says of the text afresh', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(30),
      text: piece,
    });
    fc.assert(
      fc.property(anyText, fc.array(edit, { maxLength: 6 }), (text, edits) => {
        const analyzer = new ManifestAnalyzer(KNOWLEDGE);
        let current = text;
        analyzer.update(current);
        for (const { at, cut, text: added } of edits) {
          const offset = Math.floor(at * current.length);
          current = current.slice(0, offset) + added + current.slice(offset + cut);
          analyzer.update(current);
          analyzer.step();
        }
        analyzer.finish();
        assert.deepEqual(analyzer.diagnostics(), diagnose(current));
      }),
      { numRuns: 300 },
    );
  });
});

describe('bad input', () => {
  it('5 MB of YAML: refused at once', () => {
    const text = file(Math.ceil(5_000_000 / DEPLOYMENT.length));
    quickly(() => {
      assert.deepEqual(
        diagnose(text).map(({ code }) => code),
        ['file-too-large'],
      );
    });
  });

  it('one document of 2 MB, dense: refused', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${Array.from({ length: 100_000 }, (_, index) => `  key${index}: "value"`).join('\n')}\n`;
    quickly(() => {
      assert.deepEqual(
        diagnose(text).map(({ code }) => code),
        ['document-too-large'],
      );
    });
  });

  it('a ConfigMap that holds a file of 900 KB: checked', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  file: |\n${'    a line of some text\n'.repeat(36_000)}`;
    quickly(() => {
      assert.deepEqual(diagnose(text), []);
    });
  });

  it('a binary file', () => {
    const text = `\u007fELF\u0002\u0001\u0000\u0000${'\ufffd\u0000'.repeat(100_000)}`;
    assert.deepEqual(
      diagnose(text).map(({ code }) => code),
      ['binary-file'],
    );
  });

  it('tabs', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n';
    assert.deepEqual(
      diagnose(text).map(({ code }) => code),
      ['yaml-syntax'],
    );
  });

  it('a billion laughs', () => {
    const levels = Array.from({ length: 30 }, (_, index) =>
      index === 0
        ? 'a0: &a0 [lol]'
        : `a${index}: &a${index} [${Array(10)
            .fill(`*a${index - 1}`)
            .join(', ')}]`,
    );
    quickly(() => {
      const found = diagnose(`apiVersion: v1\nkind: ConfigMap\n${levels.join('\n')}\n`);
      assert.deepEqual(
        found.map(({ code }) => code),
        ['alias-bomb'],
      );
      assert.match(found[0]?.message ?? '', /excessive aliasing/);
    });
  });

  it('an anchor that contains itself', () => {
    const found = diagnose('apiVersion: v1\nkind: ConfigMap\ndata: &a {b: *a}\n');
    assert.match(found[0]?.message ?? '', /anchor 'a' value contains itself/);
  });

  it('brackets nested a hundred thousand deep', () => {
    quickly(() => {
      assert.deepEqual(
        diagnose(`apiVersion: ${'['.repeat(100_000)}`).map(({ code }) => code),
        ['document-too-large'],
      );
      assert.deepEqual(
        diagnose(`apiVersion:\n${'- '.repeat(100_000)}`).map(({ code }) => code),
        ['document-too-large'],
      );
    });
  });

  it('a thousand documents: all checked, in short steps', () => {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    let steps = 0;
    quickly(() => {
      analyzer.update(file(1_000));
      while (analyzer.step()) steps++;
    });
    assert.ok(steps >= 1_000);
    assert.deepEqual(analyzer.diagnostics(), []);
  });

  it('a file of nothing but dashes, or of nothing at all', () => {
    quickly(() => {
      assert.deepEqual(
        diagnose('---\n'.repeat(300_000)).map(({ code }) => code),
        ['file-too-large'],
      );
      assert.deepEqual(diagnose('\n'.repeat(1_000_000)), []);
    });
  });

  it('a thousand mistakes: enough of them are shown', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${Array.from({ length: 3_000 }, (_, index) => `  key${index}: 1`).join('\n')}\n`;
    quickly(() => {
      assert.equal(diagnose(text).length, 1_000);
    });
  });
});
