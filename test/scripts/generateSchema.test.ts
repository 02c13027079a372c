import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OUTPUTS = ['dist/kubernetes.json', 'src/apis/generated/core/v1.ts'];

function generate(...options: readonly string[]): string {
  const script = path.join(ROOT, 'scripts/generateSchema.mjs');
  return execFileSync(process.execPath, [script, ...options], { encoding: 'utf8' });
}

function outputs(): readonly string[] {
  return OUTPUTS.map((file) => readFileSync(path.join(ROOT, file), 'utf8'));
}

describe('generating the schema', function () {
  this.timeout(30_000);

  it('does nothing when nothing changed', () => {
    generate();
    assert.equal(generate(), 'schema: fresh (Kubernetes 1.36)\n');
  });

  it('gives the same files every time', () => {
    generate();
    const before = outputs();
    assert.match(generate('--force'), /^schema: Kubernetes 1\.36, 22 group versions, 584 schemas/);
    assert.deepEqual(outputs(), before);
  });

  it('writes root kinds as the API server returns them', () => {
    generate();
    const types = readFileSync(path.join(ROOT, 'src/apis/generated/apps/v1.ts'), 'utf8');
    const deployment = /export interface Deployment \{[^}]*\}/
      .exec(types)?.[0]
      .replace(/ *\/\*\*.*\n/g, '');
    assert.equal(
      deployment,
      [
        'export interface Deployment {',
        "  readonly apiVersion: 'apps/v1';",
        "  readonly kind: 'Deployment';",
        '  readonly metadata: ObjectMeta;',
        '  readonly spec: DeploymentSpec;',
        '  readonly status: DeploymentStatus;',
        '}',
      ].join('\n'),
    );
  });
});
