// Every real manifest of the corpus is applied in a fresh cluster, which then runs for ten minutes
// of its time. What became of it is compared with a list that was read line by line. UPDATE_GOLDEN=1
// writes the list anew: look at the difference.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CORPUS } from '../cluster/clusterLab';
import { manifestOutcome } from './manifestOutcome';

const FOLDER = path.join(CORPUS, 'kubernetes-examples');
const GOLDEN = path.join(import.meta.dirname, 'outcomes.golden.txt');

describe('the corpus of real manifests in a cluster', function () {
  this.timeout(60_000);

  it('ends as the golden file says', function () {
    if (!fs.existsSync(FOLDER)) this.skip();
    const names = fs.readdirSync(FOLDER).sort();
    const actual = names
      .flatMap((name) => {
        const text = fs.readFileSync(path.join(FOLDER, name), 'utf8');
        return [name, ...manifestOutcome(text, name)];
      })
      .map((line) => `${line}\n`)
      .join('');
    if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(GOLDEN, actual);
    assert.equal(actual, fs.readFileSync(GOLDEN, 'utf8'));
  });
});
