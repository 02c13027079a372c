// Kinds of definitions that the cluster has established: the editor judges their objects as the API server does.
import assert from 'node:assert/strict';
import { isEstablished } from '../../src/apis/apiextensions/definitionState';
import type { CustomResourceDefinition } from '../../src/apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../src/apis/resources';
import { applyManifests } from '../../src/kubectl/apply';
import { applicableDocuments } from '../../src/manifest/codeLenses';
import { completionsAt } from '../../src/manifest/completion';
import { hoverAt } from '../../src/manifest/hover';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import {
  CRON_TABS,
  cronTabLab,
  NAME,
  versionWith,
} from '../cluster/apiserver/customresources/cronTabs';
import type { ServerLab } from '../cluster/apiserver/serverLab';
import { check, diagnose, KNOWLEDGE } from './checkManifest';

const VERSION = versionWith(
  {
    spec: {
      type: 'object',
      description: 'What runs, and when.',
      required: ['cronSpec'],
      properties: {
        cronSpec: { type: 'string', pattern: '^(\\S+ ){4}\\S+$', description: 'When it runs.' },
        image: { type: 'string' },
        replicas: { type: 'integer', minimum: 1, default: 1 },
        concurrency: { type: 'string', enum: ['Allow', 'Forbid'] },
        steps: {
          type: 'array',
          items: { type: 'object', properties: { run: { type: 'string' } } },
        },
      },
      'x-kubernetes-validations': [
        { rule: "!has(self.image) || self.image != 'latest'", message: 'name a version' },
      ],
    },
    status: { type: 'object', properties: { ran: { type: 'integer' } } },
  },
  { subresources: { status: {} } },
);

const HEAD = 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata:\n  name: nightly\n';
const GOOD = `${HEAD}spec:\n  cronSpec: 0 3 * * *\n`;

function definitionOf(lab: ServerLab): CustomResourceDefinition {
  return lab.client.get(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
}

describe('the editor and custom kinds', () => {
  const lab = cronTabLab({ versions: [VERSION] });
  const definition = definitionOf(lab);
  const known = KNOWLEDGE.withDefinitions([definition]);

  it('know the kinds of what is established, and nobody else', () => {
    assert.ok(isEstablished(definition));
    assert.deepEqual(diagnose(GOOD, known), []);
    assert.deepEqual(
      diagnose(GOOD).map(({ code }) => code),
      ['custom-kind'],
    );
    const codes = (kind: string): readonly string[] =>
      diagnose(GOOD.replace('CronTab', kind), known).map(({ code }) => code);
    assert.deepEqual(codes('Backup'), ['custom-kind']);
    assert.deepEqual(codes('CronTabs'), ['unknown-kind']);
  });

  it('find what the schema and its rules have against an object, where it is written', () => {
    check(
      `
apiVersion: stable.example.com/v1
kind: CronTab
#     ^^^^^^^ invalid: <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation.
metadata:
  name: Nightly
#       ^^^^^^^ invalid
spec:
  cronSpec: sometimes
#           ^^^^^^^^^ invalid
  imge: nginx
# ^^^^ unknown-field: unknown field "spec.imge". Did you mean "image"?
  concurrency: Never
#              ^^^^^ invalid
  replicas: "2"
#           ^^^ invalid
`,
      known,
    );
    const [rule] = diagnose(`${GOOD}  image: latest\n`, known);
    assert.equal(rule?.message, 'spec: Invalid value: "object": name a version.');
    const missing = diagnose(`${HEAD}spec: {}\n`, known).map(({ message }) => message);
    assert.ok(missing.includes('spec.cronSpec: Required value.'), missing.join('\n'));
  });

  const manifests: readonly (readonly [string, string])[] = [
    ['what is right', GOOD],
    ['an unknown field', `${GOOD}  imge: nginx\n`],
    ['a value of another type', `${GOOD}  replicas: many\n`],
    ['a value that is too small', `${GOOD}  replicas: 0\n`],
    ['a value that is none of those listed', `${GOOD}  concurrency: Never\n`],
    ['a value that does not match', `${HEAD}spec: {cronSpec: sometimes}\n`],
    ['a field that is missing', `${HEAD}spec: {}\n`],
    ['what breaks a rule', `${GOOD}  image: latest\n`],
    ['a bad name', GOOD.replace('nightly', 'Nightly')],
    ['a status, which is left out', `${GOOD}status: {ran: -1}\n`],
    ['a label that is none', GOOD.replace('metadata:', 'metadata:\n  labels: {a: "b c"}')],
  ];
  for (const [what, yaml] of manifests) {
    it(`judge ${what} alike`, () => {
      const analyzer = new ManifestAnalyzer(known);
      analyzer.update(yaml);
      analyzer.finish();
      const editor = analyzer.diagnostics().filter(({ severity }) => severity === 'error');
      const { inputs } = applicableDocuments(analyzer, 'cron.yaml');
      const fresh = cronTabLab({ versions: [VERSION] });
      const { stderr } = applyManifests(inputs, {
        client: fresh.client,
        schema: known.schema,
        source: 'cron.yaml',
      });
      assert.equal(editor.length > 0, stderr !== '', `${editor[0]?.message ?? ''}\n${stderr}`);
    });
  }

  it('apply them, and change what the manifest has changed', () => {
    const server = cronTabLab({ versions: [VERSION] });
    const apply = (yaml: string): string => {
      const analyzer = new ManifestAnalyzer(known);
      analyzer.update(yaml);
      analyzer.finish();
      const { inputs } = applicableDocuments(analyzer, 'cron.yaml');
      const { stdout, stderr } = applyManifests(inputs, {
        client: server.client,
        schema: known.schema,
        source: 'cron.yaml',
      });
      return stdout + stderr;
    };
    const steps = '  steps:\n  - run: a\n  - run: b\n';
    const printed = 'crontab.stable.example.com/nightly';
    assert.equal(apply(`${GOOD}  image: cron\n${steps}`), `${printed} created\n`);
    assert.equal(apply(`${GOOD}  image: cron\n${steps}`), `${printed} unchanged\n`);
    assert.equal(apply(`${GOOD}${steps.replace('- run: a\n  ', '')}`), `${printed} configured\n`);
    const { spec } = server.client.get(CRON_TABS, 'default', 'nightly');
    assert.deepEqual(spec, { cronSpec: '0 3 * * *', replicas: 1, steps: [{ run: 'b' }] });
  });

  it('explain fields and offer them', () => {
    const analyzer = new ManifestAnalyzer(known);
    const text = `${GOOD}  concurrency: \n  `;
    analyzer.update(text);
    analyzer.finish();
    const hover = hoverAt(analyzer, known.schema, text.indexOf('cronSpec') + 1);
    assert.match(
      hover?.markdown ?? '',
      /^\*\*cronSpec\*\* `string` \(required\)\n\nWhen it runs\./,
    );
    assert.match(hover?.markdown ?? '', /custom-resources\/\)$/);
    const labels = (offset: number): readonly string[] =>
      completionsAt(analyzer, known.schema, offset).map(({ label }) => label);
    assert.deepEqual(labels(text.length), ['image', 'replicas', 'steps']);
    assert.deepEqual(labels(text.indexOf('concurrency: ') + 13), ['Allow', 'Forbid']);
    const kind = 'apiVersion: stable.example.com/v1\nkind: ';
    analyzer.update(kind);
    analyzer.finish();
    assert.deepEqual(labels(kind.length), ['CronTab']);
  });

  it('judge anew what was judged before they were known', () => {
    const analyzer = new ManifestAnalyzer(KNOWLEDGE);
    const codes = (): readonly string[] => {
      analyzer.finish();
      return analyzer.diagnostics().map(({ code }) => code);
    };
    analyzer.update(`${GOOD}  imge: a\n`);
    assert.deepEqual(codes(), ['custom-kind']);
    analyzer.learn(known);
    assert.deepEqual(codes(), ['unknown-field']);
    analyzer.learn(KNOWLEDGE);
    assert.deepEqual(codes(), ['custom-kind']);
  });
});
