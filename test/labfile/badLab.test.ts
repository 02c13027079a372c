// Bad lab files: each mistake is said at its exact place, in words that say what to do.
import assert from 'node:assert/strict';
import { LineIndex } from '../../src/manifest/lineIndex';
import { readLabAtOnce } from '../../src/labfile/readLab';

const GOOD = `apiVersion: clusterlab/v1
kind: Lab
metadata:
  name: good
  inputs: 2
cluster:
  seed: 1
  startTime: 2026-09-21T14:13:20Z
  nodes:
    - count: 2
journal:
  - time: 0:00:10
    place: { afterEvents: 100, atMs: 10000.5 }
    crashNode:
      node: worker-1
  - time: 0:00:20
    place: { afterEvents: 200, atMs: 20000.5 }
    restartNode:
      node: worker-1
end:
  executedEvents: 300
  nowMs: 30000
  traceHash: 0123456789abcdef
`;

/** `3:5 code message: marked text`, one a finding. */
function findings(text: string): readonly string[] {
  const { problems, lab } = readLabAtOnce(text);
  assert.equal(lab === undefined, problems.length > 0);
  const lines = new LineIndex(text);
  return problems.map(({ code, message, range }) => {
    const { line, character } = lines.positionAt(range.start);
    const [marked = ''] = text.slice(range.start, range.end).split('\n');
    return `${String(line + 1)}:${String(character + 1)} ${code} [${marked}] ${message}`;
  });
}

function changed(from: string, to: string): readonly string[] {
  assert.ok(GOOD.includes(from), from);
  return findings(GOOD.replace(from, to));
}

describe('a bad lab file', () => {
  it('is not this one', () => {
    assert.deepEqual(findings(GOOD), []);
  });

  it('of another version says which one is read, and nothing else', () => {
    assert.deepEqual(changed('clusterlab/v1', 'clusterlab/v9'), [
      '1:13 lab-version [clusterlab/v9] This lab is of version v9, and this Cluster Lab reads v1. Update the extension, or have the lab saved by one that writes v1.',
    ]);
  });

  it('that is none says how one begins', () => {
    for (const text of ['', '# nothing\n', 'hello', '- a\n', 'apiVersion: v1\nkind: Pod\n']) {
      const [first = '', ...more] = findings(text);
      assert.match(first, /not-a-lab .* a lab begins with "apiVersion: clusterlab\/v1"/);
      assert.deepEqual(more, []);
    }
  });

  it('that was cut short is not taken for a whole one, wherever it was cut', () => {
    for (let length = 0; length < GOOD.length - 1; length++) {
      assert.notDeepEqual(findings(GOOD.slice(0, length)), [], `cut at ${String(length)}`);
    }
    assert.deepEqual(findings(GOOD.slice(0, GOOD.indexOf('  - time: 0:00:20'))), [
      '1:1 truncated [apiVersion: clusterlab/v1] The end of this lab is missing ("end:"), as in a file that was cut short. Get the whole file, or delete the places ("place:") of its inputs.',
      '5:11 truncated [2] The journal holds 1 inputs, not 2. The rest is missing: get the whole file, or, where that is meant, delete this line.',
    ]);
  });

  it('with nonsense in it says where and what belongs there', () => {
    assert.deepEqual(changed('count: 2', 'count: many'), [
      '10:14 wrong-type [many] cluster.nodes[0].count must be a whole number from 1 to 1000, not the text "many".',
    ]);
    assert.deepEqual(changed('count: 2', 'count: 2\n      memry: 8Gi'), [
      '11:7 unknown-field [memry] memry is no field of cluster.nodes[0]. Did you mean memory?',
    ]);
    assert.deepEqual(changed('seed: 1', 'seed: 1\n  controlPlaneNodes: 2'), [
      '8:22 bad-value [2] cluster.controlPlaneNodes must be 1 or 3 or 5, not 2.',
    ]);
    assert.deepEqual(changed('seed: 1', 'seed: 1\n  latencies: { zone: 9ms, nodes: 1h }'), [
      '8:16 unknown-field [zone] zone is no field of cluster.latencies. Did you mean zones?',
      '8:34 bad-value [1h] cluster.latencies.nodes must be a duration of at most 10s, such as 2ms or 0.5s, not "1h".',
    ]);
    assert.deepEqual(changed('seed: 1', 'seed: 1\n  autoRepair: sometimes'), [
      '8:15 wrong-type [sometimes] cluster.autoRepair must be true or false, not the text "sometimes".',
    ]);
    assert.deepEqual(changed('seed: 1', 'seed: 1\n  timings: { nodeBoot: 10 }'), [
      '8:24 wrong-type [10] cluster.timings.nodeBoot must be a duration such as 50s, 1m30s or 2ms, not number 10.',
    ]);
    assert.deepEqual(changed('crashNode:\n      node: worker-1', 'crashNoode: {}'), [
      '12:5 missing-field [t] journal[0] needs one of request, crashNode, restartNode, addWorker, removeWorker, crashContainer, fault, liftFault, liftAllFaults, nodeAutoRepair, startTraffic, stopTraffic, rootCertificate, openSession, forwardPort, streamInput, streamInputEnd, streamClose, proxyRequest.',
      '14:5 unknown-field [crashNoode] crashNoode is no field of journal[0]. Did you mean crashNode?',
    ]);
    assert.deepEqual(changed('name: good', 'name: 12'), [
      '4:9 wrong-type [12] metadata.name must be a text, not number 12. Put it in quotes: "12".',
    ]);
    assert.deepEqual(changed('seed: 1', 'seed: 1\n  seed: 2'), [
      '8:3 duplicate-field [seed] seed is here twice: keep one of them.',
    ]);
  });

  it('whose inputs are out of order says so', () => {
    assert.deepEqual(changed('0:00:20', '0:05:00'), [
      '16:11 bad-value [0:05:00] The place of this input is at 0:00:20. To have it at another time, delete its place; else write 0:00:20.',
    ]);
    assert.deepEqual(changed('afterEvents: 200', 'afterEvents: 20'), [
      '17:12 journal-order [{ afterEvents: 20, atMs: 20000.5 }] This comes before the input above it: inputs stand in the order of time.',
    ]);
    assert.deepEqual(changed('executedEvents: 300', 'executedEvents: 150'), [
      '20:1 journal-order [end] The end comes before the last input.',
    ]);
    assert.deepEqual(changed('  seed: 1\n', ''), [
      '6:1 missing-field [cluster] seed is missing in cluster: without it a recorded run goes differently.',
    ]);
  });

  it('that is no YAML names the line', () => {
    const [first = ''] = changed('    - count: 2', '    - count: 2\n   count: 3');
    assert.match(first, /^1[01]:\d+ yaml-syntax/);
  });

  it('that is huge is refused', () => {
    const [first = '', ...more] = findings(GOOD + '# padding\n'.repeat(900_000));
    assert.match(first, /^1:1 lab-too-large .*at most 8 MB\. Save it earlier/);
    assert.deepEqual(more, []);
    const bomb = `${GOOD}a: &a [x, x, x, x, x, x, x, x, x, x]\n${[...'bcdefg'].map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefg'[index] ?? ''}`).join()}]\n`).join('')}`;
    assert.match(findings(bomb)[0] ?? '', /lab-too-large/);
  });

  it('never throws, whatever it holds', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ': ',
      '- ',
      '\n',
      '"',
      "'",
      '&a',
      '*a',
      '~',
      '0x',
      '\u0000',
      '|',
      '%',
    ];
    for (let at = 0; at < GOOD.length; at += 3) {
      const piece = pieces[at % pieces.length] ?? '';
      findings(GOOD.slice(0, at) + piece + GOOD.slice(at));
      findings(GOOD.slice(0, at) + piece + GOOD.slice(at + 5));
    }
  });
});
