import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseApiVersion } from '../../../src/apimachinery/resource';
import { noMatchesForKind } from '../../../src/apis/scheme';
import { SchemaDecoder } from '../../../src/apis/schema/decode';
import { badRequestMessage } from '../../../src/apis/schema/decodeProblem';
import { SCHEMA } from '../../kubernetesSchema';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CORPUS = process.env.CLUSTER_LAB_CORPUS ?? path.join(ROOT, '../shared/corpus');

/** What is wrong with these files of github.com/kubernetes/examples, and nothing else in the folder. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'cockroachdb__cockroachdb-statefulset.yaml': [
    'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"',
  ],
};

describe('manifests that people really write', () => {
  const decoder = new SchemaDecoder(SCHEMA);

  function problemOf(document: unknown): string | undefined {
    const { apiVersion, kind } = document as { apiVersion: string; kind: string };
    const gvk = { ...parseApiVersion(apiVersion), kind };
    const name = SCHEMA.schemaNameOf(gvk);
    if (name === undefined) return noMatchesForKind(apiVersion, kind);
    return badRequestMessage(gvk, decoder.decode(name, document).problems, true);
  }

  it('decode, or give the message of a real API server', function () {
    if (!fs.existsSync(CORPUS)) this.skip();
    const found: Record<string, readonly string[]> = {};
    let documents = 0;
    for (const file of yamlFiles(CORPUS)) {
      const parsed = parseAllDocuments(fs.readFileSync(file, 'utf8'));
      const values = parsed.map((each) => each.toJS() as unknown).filter((each) => each !== null);
      documents += values.length;
      const problems = values.map(problemOf).filter((each) => each !== undefined);
      if (problems.length > 0) found[path.basename(file)] = problems;
    }
    assert.ok(documents >= 69, `${String(documents)} documents in ${CORPUS}`);
    assert.deepEqual(found, EXPECTED);
  });
});

function yamlFiles(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}
