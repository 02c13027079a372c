// Holds the sources against .dependency-cruiser.js, and those rules against a small tree in which each is broken once.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ICruiseOptions, ICruiseResult } from 'dependency-cruiser';

const PROJECT_FOLDER = path.resolve(__dirname, '../..');

/** `rule: file` of every violation, sorted. */
async function violations(baseDir: string): Promise<string[]> {
  const { cruise } = await import('dependency-cruiser');
  const config = createRequire(__filename)('../../.dependency-cruiser.js') as {
    readonly forbidden: never;
    readonly options: ICruiseOptions;
  };
  const options: ICruiseOptions = {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  };
  const { output } = await cruise(['src', 'webview'], options);
  return violationsIn(output as ICruiseResult);
}

function violationsIn(result: ICruiseResult): string[] {
  const found = result.summary.violations.map(({ rule, from, to }) => ({
    rule: rule.name,
    from,
    to,
  }));
  assert.ok((result.summary.totalDependenciesCruised ?? 0) > 10, 'next to nothing was looked at');
  return found.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`).sort();
}

describe('who may import whom', () => {
  it('is kept by every file', async function () {
    this.timeout(60_000);
    assert.deepEqual(await violations(PROJECT_FOLDER), []);
  });

  it('is checked: each rule finds the file that breaks it, and no other file', async () => {
    const found = await violations(path.join(__dirname, 'fixture'));
    assert.deepEqual(
      found.map((violation) => violation.split(' -> ')[0]),
      [
        'apimachinery-imports-nothing: src/apimachinery/breaks.ts',
        'apis-are-pure: src/apis/breaks.ts',
        'apiserver: src/cluster/apiserver/breaks.ts',
        'cel-in-one-folder: src/views/breaksCel.ts',
        'client: src/cluster/client/breaks.ts',
        'cluster-knows-no-user: src/cluster/breaks.ts',
        'controllers: src/cluster/controllers/breaks.ts',
        'core-has-three-dependencies: src/views/breaksDependency.ts',
        'core-is-portable: src/views/breaksNode.ts',
        'etcd-stands-alone: src/cluster/etcd/breaks.ts',
        'host: src/vscode/breaks.ts',
        'import-exists: src/vscode/breaksMissing.ts',
        'kubectl: src/kubectl/breaks.ts',
        'kubelet: src/cluster/kubelet/breaks.ts',
        'labfile: src/labfile/breaks.ts',
        'lessons: src/lessons/breaks.ts',
        'manifest: src/manifest/breaks.ts',
        'network: src/cluster/network/breaks.ts',
        'no-circle: src/vscode/breaksCircle.ts',
        'protocol-names-the-views-models: webview/protocol.ts',
        'runtime: src/cluster/runtime/breaks.ts',
        'scheduler: src/cluster/scheduler/breaks.ts',
        'server: src/server/breaks.ts',
        'simulation-knows-no-kubernetes: src/simulation/breaks.ts',
        'toolkit-in-one-file: webview/breaksToolkit.ts',
        'views: src/views/breaks.ts',
        'vscode-only-in-its-layer: src/views/breaksVscode.ts',
        'webview-sees-its-protocol: webview/breaks.ts',
      ],
    );
  });
});
