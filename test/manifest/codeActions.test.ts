import assert from 'node:assert/strict';
import { codeActionsFor } from '../../src/manifest/codeActions';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { applyEdits } from '../../src/manifest/textEdit';
import { diagnose, KNOWLEDGE } from './checkManifest';

interface Fixed {
  readonly title: string;
  readonly text: string;
}

/** All fixes for the diagnostics of a code, each with the text that it leads to. */
function fixes(text: string, code: string): readonly Fixed[] {
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(text);
  analyzer.finish();
  return analyzer
    .diagnostics()
    .filter((each) => each.code === code)
    .flatMap((each) => codeActionsFor(analyzer, KNOWLEDGE, each))
    .map(({ title, edits }) => ({ title, text: applyEdits(text, edits) }));
}

function fixed(text: string, code: string): string {
  const [first] = fixes(text, code);
  assert.ok(first, `no fix for ${code}`);
  return first.text;
}

function errors(text: string): readonly string[] {
  return diagnose(text)
    .filter(({ severity }) => severity !== 'information')
    .map(({ code }) => code);
}

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: nginx\n';
const TEMPLATE =
  '  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx\n';

describe('a removed API version', () => {
  it('is replaced, in the second document of a file too', () => {
    const text = `${POD}---\napiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: p}\n`;
    const [fix] = fixes(text, 'removed-api-version');
    assert.equal(fix?.text, text.replace('policy/v1beta1', 'policy/v1'));
    assert.match(fix.title, /^Use policy\/v1 \(then check: an empty spec.selector/);
  });

  it('of a Deployment brings the selector that was left out', () => {
    const text = `apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\nspec:\n${TEMPLATE}`;
    const result = fixed(text, 'removed-api-version');
    assert.equal(
      result,
      text.replace('extensions/v1beta1', 'apps/v1') +
        '  selector:\n    matchLabels:\n      app: web\n',
    );
    assert.deepEqual(errors(result), []);
  });

  it('of an Ingress turns its backends round', () => {
    const text =
      'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: web}\nspec:\n' +
      '  backend:\n    serviceName: a\n    servicePort: http\n' +
      '  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n          serviceName: web\n          servicePort: 80\n' +
      '      - backend: {serviceName: x, servicePort: 81}\n';
    const result = fixed(text, 'removed-api-version');
    assert.deepEqual(errors(result), []);
    assert.equal(
      result,
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n' +
        '  defaultBackend:\n    service:\n      name: a\n      port:\n        name: http\n' +
        '  rules:\n  - http:\n      paths:\n      - pathType: ImplementationSpecific\n        path: /\n' +
        '        backend:\n          service:\n            name: web\n            port:\n              number: 80\n' +
        '      - pathType: ImplementationSpecific\n        backend: {service: {name: x, port: {number: 81}}}\n',
    );
  });
});

describe('a misspelt word', () => {
  it('is replaced by what was meant', () => {
    assert.equal(fixed(POD.replace('containers', 'contianers'), 'unknown-field'), POD);
    assert.equal(fixed(POD.replace('kind: Pod', 'kind: Pdo'), 'unknown-kind'), POD);
    assert.equal(fixed(POD.replace('v1', 'apps/v1'), 'unknown-kind'), POD);
    assert.equal(
      fixed(`${POD}  restartPolicy: never\n`, 'unsupported-value'),
      `${POD}  restartPolicy: Never\n`,
    );
  });

  it('may be any of the words there are', () => {
    const titles = fixes(`${POD}  restartPolicy: x\n`, 'unsupported-value').map(
      ({ title }) => title,
    );
    assert.deepEqual(titles, ['Change to Always', 'Change to Never', 'Change to OnFailure']);
  });
});

describe('a value of the wrong type', () => {
  it('is put in quotes as it was written', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  mode: 0644\n  debug: yes\n';
    assert.deepEqual(
      fixes(text, 'wrong-type').map((fix) => fix.text),
      [text.replace('0644', '"0644"'), text.replace('yes', '"yes"')],
    );
  });

  it('loses quotes that are too many', () => {
    const port = (number: string): string => `${POD}    ports:\n    - containerPort: ${number}\n`;
    assert.equal(fixed(port('"80"'), 'wrong-type'), port('80'));
  });
});

describe('a field too many', () => {
  it('goes with all its lines', () => {
    assert.equal(
      fixed(`${POD}bogus:\n  a:\n  - 1\n  # note\n  - 2\nstatus: {}\n`, 'unknown-field'),
      `${POD}status: {}\n`,
    );
  });

  it('goes from between commas', () => {
    const text = (labels: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {${labels}}\n`;
    assert.equal(fixed(text('name: c, foo: 1'), 'unknown-field'), text('name: c'));
    assert.equal(fixed(text('foo: 1, name: c'), 'unknown-field'), text('name: c'));
  });

  it('goes from behind a dash', () => {
    assert.equal(fixed(POD.replace('- name', '- foo: 1\n    name'), 'unknown-field'), POD);
  });

  it('of a key that is there twice is the first, which does not count', () => {
    const text = (data: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${data}`;
    assert.equal(
      fixed(text('  a: "1"\n  b: "2"\n  a: "3"\n'), 'duplicate-key'),
      text('  b: "2"\n  a: "3"\n'),
    );
  });
});

describe('a missing field', () => {
  it('is added with all that it needs', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n';
    const result = fixed(text, 'invalid');
    assert.equal(result, `${text.trimEnd()}\n  containers:\n    - name: app\n      image: nginx\n`);
    assert.deepEqual(errors(result), []);
  });

  it('is added within { }', () => {
    const text = (container: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {${container}}\n`;
    assert.equal(fixed(text('name: web'), 'invalid'), text('name: web, image: nginx'));
  });

  it('selects the labels of the template', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: # all\n${TEMPLATE}`;
    const result = fixed(text, 'missing-field');
    assert.equal(result, `${text}  selector:\n    matchLabels:\n      app: web\n`);
    assert.deepEqual(errors(result), []);
  });
});

describe('a selector that does not fit its template', () => {
  it('is made to fit in either direction', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector:\n    matchLabels:\n      app: shop\n${TEMPLATE}`;
    const both = fixes(text, 'invalid');
    assert.deepEqual(
      both.map(({ title }) => title),
      ["Copy the selector's labels to the template", "Copy the template's labels to the selector"],
    );
    assert.equal(both[0]?.text, text.replace('app: web', 'app: shop'));
    assert.equal(both[1]?.text, text.replace('app: shop', 'app: web'));
    for (const each of both) assert.deepEqual(errors(each.text), []);
  });
});

describe('tabs', () => {
  it('become spaces in the whole document', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\nspec:\n\tcontainers:\n\t- name: a\n\t  image: b\n';
    const result = fixed(text, 'yaml-syntax');
    assert.ok(!result.includes('\t'));
    assert.deepEqual(errors(result), []);
  });
});
