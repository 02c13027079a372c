// The third law: what the editor accepts, the API server accepts, and what one refuses, so does the
// other, in the same words.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { applyManifests } from '../../src/kubectl/apply';
import type { KubectlClient } from '../../src/kubectl/manifestVerb';
import { applicableDocuments } from '../../src/manifest/codeLenses';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { ClusterLab, CORPUS } from '../cluster/clusterLab';
import { KNOWLEDGE } from './checkManifest';
import { SCHEMA } from '../kubernetesSchema';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: nginx\n';
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 0\n  selector: {matchLabels: {app: web}}\n' +
  '  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: nginx}\n';

/** Manifests with one mistake each. */
const MISTAKES: Readonly<Record<string, string>> = {
  'an unknown field': POD.replace('image:', 'imag:'),
  'a number as string': `${POD}    ports:\n    - containerPort: "80"\n`,
  'a string as number': `${POD}    env:\n    - {name: A, value: 1}\n`,
  'a port out of range': `${POD}    ports:\n    - containerPort: 99999\n`,
  'a bad quantity': `${POD}    resources: {requests: {cpu: 1x}}\n`,
  'a bad enum': `${POD}  restartPolicy: Sometimes\n`,
  'a bad name': POD.replace('name: web}', 'name: Web}'),
  'no containers': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {}\n',
  'no spec': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n',
  'no selector': DEPLOYMENT.replace(/ {2}selector.*\n/, ''),
  'labels that do not match': DEPLOYMENT.replace('labels: {app: web}', 'labels: {app: shop}'),
  'a missing volume': `${POD}    volumeMounts: [{name: data, mountPath: /x}]\n`,
  'an unknown kind': POD.replace('kind: Pod', 'kind: Pood'),
  'an old version': DEPLOYMENT.replace('apps/v1', 'extensions/v1beta1'),
  'a Job without a template': 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {}\n',
  'a Service without ports': 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {}\n',
};

interface Judgement {
  readonly editor: readonly string[];
  readonly server: string;
}

/** Asks and stores nothing, so that no file stands in the way of another. */
function dryRun(client: KubectlClient): KubectlClient {
  return {
    user: client.user,
    request: (request) =>
      client.request(
        request.verb === 'create'
          ? { ...request, options: { ...request.options, dryRun: true } }
          : request,
      ),
  };
}

describe('the editor and the API server', () => {
  let lab: ClusterLab;
  before(() => {
    lab = ClusterLab.boot();
  });

  function judge(yaml: string, source: string): Judgement {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    analyzer.update(yaml);
    analyzer.finish();
    const { inputs } = applicableDocuments(analyzer, source);
    const { stderr } = applyManifests(inputs, {
      client: dryRun(lab.admin),
      schema: SCHEMA,
      source,
    });
    const editor = analyzer
      .diagnostics()
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message);
    const server = stderr
      .split('\n')
      .filter((line) => !line.startsWith('Warning:'))
      .join('\n');
    return { editor, server };
  }

  it('accept the same', () => {
    for (const yaml of [POD, DEPLOYMENT])
      assert.deepEqual(judge(yaml, 'right.yaml'), { editor: [], server: '' });
  });

  for (const [what, yaml] of Object.entries(MISTAKES)) {
    it(`refuse ${what}, in the same words`, () => {
      const { editor, server } = judge(yaml, 'wrong.yaml');
      const [message = ''] = editor;
      assert.equal(editor.length, 1, editor.join('\n'));
      // The editor puts the field before, where the server does not, and a sentence behind.
      const words =
        /(?:^|[\w\]]: )((?:json|parsing|quantities|[A-Z]|no matches|unknown).*?)(?:[.:] [A-Z]|: it was|\.$)/.exec(
          message,
        );
      assert.ok(server.includes(words?.[1] ?? '?'), `${words?.[1] ?? ''}\n${message}\n${server}`);
    });
  }

  it('judge every file of the corpus alike', function () {
    if (!fs.existsSync(CORPUS)) this.skip();
    const folder = path.join(CORPUS, 'kubernetes-examples');
    for (const name of fs.readdirSync(folder).sort()) {
      const { editor, server } = judge(fs.readFileSync(path.join(folder, name), 'utf8'), name);
      assert.equal(editor.length > 0, server !== '', `${name}\n${editor.join('\n')}\n${server}`);
    }
  });
});
