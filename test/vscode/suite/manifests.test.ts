// What the editor knows of manifests, asked for as VS Code asks: through its own provider commands.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, openManifest, until, type OpenManifest } from './openManifest';

const TWO_DOCUMENTS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: others
  labls: {}
`;

const OLD_DEPLOYMENT = `apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.29
`;

/** Quotas are accepted and ignored by the simulation. */
const CLASS_WITH_A_MISTAKE = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: public
  labls: {}
spec:
  controller: example.com/ingress
`;

const SHELF_DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: shelves.example.com
spec:
  group: example.com
  scope: Namespaced
  names: { plural: shelves, singular: shelf, kind: Shelf }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                books: { type: integer }
`;

const SHELF_WITH_A_MISTAKE = `apiVersion: example.com/v1
kind: Shelf
metadata:
  name: tall
spec:
  bookz: 7
`;

describe('manifests in a real VS Code', () => {
  afterEach(closeEditors);

  it('a mistake has its exact range, a code and a link to read on', async () => {
    const manifest = await openManifest(TWO_DOCUMENTS);
    await manifest.until((all) => all.length > 0);
    const [mistake] = manifest.errors();
    assert.ok(mistake);
    assert.equal(manifest.errors().length, 1);
    assert.equal(manifest.textOf(mistake), 'labls');
    assert.equal(mistake.range.start.line, 11);
    assert.match(mistake.message, /unknown field "metadata\.labls"/);
    assert.ok(typeof mistake.code === 'object');
    assert.equal(mistake.code.value, 'unknown-field');
    assert.match(mistake.code.target.toString(), /^https:\/\/kubernetes\.io\//);
  });

  it('a quick fix writes the field that was meant', async () => {
    const manifest = await openManifest(TWO_DOCUMENTS);
    await manifest.until((all) => all.length > 0);
    const [mistake] = manifest.errors();
    assert.ok(mistake);
    assert.match(await manifest.fix(mistake), /labels/);
    assert.match(manifest.document.getText(), /^ {2}labels: \{\}$/m);
    await manifest.until(() => manifest.errors().length === 0);
  });

  it('an API version that is gone is replaced by a quick fix', async () => {
    const manifest = await openManifest(OLD_DEPLOYMENT);
    await manifest.until((all) => all.length > 0);
    const [removed] = manifest.errors();
    assert.ok(removed);
    assert.ok(typeof removed.code === 'object');
    assert.equal(removed.code.value, 'removed-api-version');
    await manifest.fix(removed);
    assert.match(manifest.document.getText(), /^apiVersion: apps\/v1$/m);
    await manifest.until(() => manifest.errors().length === 0);
  });

  it('pointing at a field tells what it is', async () => {
    const manifest = await openManifest(TWO_DOCUMENTS);
    const at = manifest.rangeOf('name: settings').start;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      manifest.uri,
      at,
    );
    const text = hovers.flatMap(({ contents }) => contents.map(markdown)).join('\n');
    assert.match(text, /Name must be unique within a namespace/);
  });

  it('completion offers the fields that are missing, not those that are there', async () => {
    const manifest = await openManifest(TWO_DOCUMENTS.replace('  labls: {}\n', '  \n'));
    const at = manifest.document.lineAt(11).range.end;
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      manifest.uri,
      at,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('labels'), labels.join(' '));
    assert.ok(!labels.includes('name'), labels.join(' '));
  });

  it('the settings silence all of it, or what is not simulated', async () => {
    const settings = vscode.workspace.getConfiguration('clusterLab.manifests');
    const set = (name: string, value: boolean | undefined): Thenable<void> =>
      settings.update(name, value, vscode.ConfigurationTarget.Global);
    const manifest = await openManifest(CLASS_WITH_A_MISTAKE);
    const silent = (): boolean =>
      manifest.diagnostics().every(({ severity }) => severity < NOT_SIMULATED);
    await manifest.until((all) => all.some(({ severity }) => severity === NOT_SIMULATED));
    try {
      await set('showNotSimulated', false);
      await manifest.until(silent);
      assert.equal(manifest.errors().length, 1);
      await set('validate', false);
      await manifest.until((all) => all.length === 0);
    } finally {
      await set('showNotSimulated', undefined);
      await set('validate', undefined);
    }
    await manifest.until((all) => all.some(({ severity }) => severity === NOT_SIMULATED));
  });

  describe('with a cluster', () => {
    before(async function () {
      this.timeout(60_000);
      await vscode.commands.executeCommand('clusterLab.start');
    });
    after(() => vscode.commands.executeCommand('clusterLab.stop'));

    it('lenses stand above each document and for the file, and say what became of it', async () => {
      const manifest = await openManifest(TWO_DOCUMENTS.replace('  labls: {}\n', ''));
      assert.deepEqual(await titles(manifest), [
        ...['Apply all (2)', 'Delete all', 'Apply', 'Delete', 'Apply', 'Delete'],
      ]);
      await press(manifest, 'Apply all (2)');
      await untilTitles(manifest, ['configmap/settings created', 'configmap/others created']);
      await press(manifest, 'Apply all (2)');
      await untilTitles(manifest, ['configmap/settings unchanged', 'configmap/others unchanged']);
      await manifest.replace('blue', 'green');
      await untilTitles(manifest, ['configmap/others unchanged']);
      await press(manifest, 'Apply all (2)');
      await untilTitles(manifest, ['configmap/settings configured', 'configmap/others unchanged']);
    });

    it('kinds of its own definitions are known as soon as they are established', async function () {
      this.timeout(30_000);
      const shelf = await openManifest(SHELF_WITH_A_MISTAKE);
      await shelf.until((all) => codes(all).includes('custom-kind'));
      const definition = await openManifest(SHELF_DEFINITION);
      await press(definition, 'Apply');
      const name = 'customresourcedefinition.apiextensions.k8s.io/shelves.example.com';
      await untilTitles(definition, [`${name} created`]);
      await shelf.until((all) => codes(all).includes('unknown-field'));
      const [mistake] = shelf.errors();
      assert.equal(mistake && shelf.textOf(mistake), 'bookz');
      await shelf.replace('bookz', 'books');
      await shelf.until((all) => all.length === 0);
      await press(shelf, 'Apply');
      await untilTitles(shelf, ['shelf.example.com/tall created']);
    });
  });
});

const NOT_SIMULATED = vscode.DiagnosticSeverity.Information;

function codes(diagnostics: readonly vscode.Diagnostic[]): readonly unknown[] {
  return diagnostics.map(({ code }) => (typeof code === 'object' ? code.value : code));
}

async function press(manifest: OpenManifest, title: string): Promise<void> {
  const lens = (await manifest.lenses()).find((each) => each.title === title);
  assert.ok(lens, `no lens ${title}`);
  // The command answers when its message is closed, which nobody does here.
  const given: readonly unknown[] = lens.arguments ?? [];
  void vscode.commands.executeCommand(lens.command, ...given);
}

async function titles(manifest: OpenManifest): Promise<string[]> {
  let found: string[] = [];
  await until(async () => {
    found = (await manifest.lenses()).map(({ title }) => title);
    return found.length > 0;
  });
  return found;
}

/** Waits until these are the results above the documents. */
async function untilTitles(manifest: OpenManifest, wanted: readonly string[]): Promise<void> {
  const results = async (): Promise<string[]> =>
    (await titles(manifest)).flatMap((title) => /^\$\(\w+\)\s+(.+)$/.exec(title)?.[1] ?? []);
  await until(async () => (await results()).join() === wanted.join());
  assert.deepEqual(await results(), wanted);
}

function markdown(content: vscode.MarkedString | vscode.MarkdownString): string {
  return typeof content === 'string' ? content : content.value;
}
