// Makes the Kubernetes schema that the project runs on, out of npm packages (see scripts/schema/):
//   dist/kubernetes.json             bundle of all GA group versions: resources, schemas, merge keys, descriptions
//   src/apis/generated/<group>/<v>.ts  the same schemas as TypeScript types
// Does nothing when inputs and outputs are unchanged; `--force` writes regardless.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const KUBERNETES_VERSION = '1.36';
const PINNED = {
  'kubernetes-models': '5.1.0',
  '@kubernetes-models/apimachinery': '3.0.2',
  '@kubernetes/client-node': '2.0.1',
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundleFile = path.join(root, 'dist/kubernetes.json');
const stampFile = path.join(root, 'dist/kubernetes.stamp.json');
const typesFolder = path.join(root, 'src/apis/generated');
const inPackage = (name, ...rest) => path.join(root, 'node_modules', name, ...rest);

/** A hash over everything that decides the output: this script, its modules and tables, the package versions. */
function inputHash() {
  const hash = crypto
    .createHash('sha256')
    .update(JSON.stringify(PINNED))
    .update(KUBERNETES_VERSION);
  const folder = path.join(root, 'scripts/schema');
  const files = fs
    .readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
  for (const file of [fileURLToPath(import.meta.url), ...files]) hash.update(fs.readFileSync(file));
  return hash.digest('hex');
}

/** The packages describe different Kubernetes versions in other releases, so that a near miss is an error. */
function assertPackageVersions() {
  for (const [name, wanted] of Object.entries(PINNED)) {
    const file = inPackage(name, 'package.json');
    if (!fs.existsSync(file)) throw new Error(`${name} is not installed; run npm ci`);
    const { version } = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (version !== wanted)
      throw new Error(`${name} is ${version}, the schema needs exactly ${wanted}; run npm ci`);
  }
}

function isFresh(hash) {
  if (!fs.existsSync(stampFile)) return false;
  const stamp = JSON.parse(fs.readFileSync(stampFile, 'utf8'));
  return stamp.hash === hash && stamp.files.every((file) => fs.existsSync(path.join(root, file)));
}

/** Rows of a committed table by `schema.field`; the columns after those two are handed to `valueOf`. */
function readTable(name, valueOf) {
  const text = fs.readFileSync(path.join(root, 'scripts/schema', name), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [schema, field, ...values] = row.split('\t');
      return [`${schema}.${field}`, valueOf(...values)];
    }),
  );
}

/** Imported late: the TypeScript compiler takes most of a second to load, which a no-op must not cost. */
async function generate() {
  const [{ readDeclarations }, clientApi, { buildBundle }, { typescriptFiles }] = await Promise.all(
    [
      import('./schema/declarations.mjs'),
      import('./schema/clientApi.mjs'),
      import('./schema/bundle.mjs'),
      import('./schema/typescriptTypes.mjs'),
    ],
  );
  const models = inPackage('@kubernetes/client-node', 'dist/gen/models');
  const bundle = buildBundle({
    version: KUBERNETES_VERSION,
    declarations: readDeclarations([
      inPackage('@kubernetes-models/apimachinery'),
      inPackage('kubernetes-models'),
    ]),
    clientModels: clientApi.readClientModels(models),
    typeMetaDescriptions: clientApi.readTypeMetaDescriptions(models),
    operations: clientApi.readOperations(inPackage('@kubernetes/client-node', 'dist/gen/apis')),
    patchTags: readTable('patchTags.tsv', (strategy, mergeKey) => ({ strategy, mergeKey })),
    goTypes: readTable('goTypes.tsv', (goType) => goType),
    protobufNumbers: readTable('protobufNumbers.tsv', (number) => number),
  });
  const files = new Map([[bundleFile, JSON.stringify(bundle)]]);
  for (const [name, text] of typescriptFiles(bundle.schemas))
    files.set(path.join(typesFolder, name), text);
  return { bundle, files };
}

/** Written beside and renamed, so that a build which runs at the same time never sees half a file. */
function write(file, text) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, file);
}

async function main() {
  const startedMs = performance.now();
  assertPackageVersions();
  const hash = inputHash();
  if (!process.argv.includes('--force') && isFresh(hash)) {
    console.log(`schema: fresh (Kubernetes ${KUBERNETES_VERSION})`);
    return;
  }
  const { bundle, files } = await generate();
  for (const [file, text] of files) write(file, text);
  const written = [...files.keys()].map((file) => path.relative(root, file));
  write(stampFile, JSON.stringify({ hash, files: written }));
  const kilobytes = Math.round(Buffer.byteLength(files.get(bundleFile)) / 1000);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(
    `schema: Kubernetes ${bundle.version}, ${Object.keys(bundle.groupVersions).length} group versions, ` +
      `${Object.keys(bundle.schemas).length} schemas, ${kilobytes} KB, ${written.length - 1} type files, in ${seconds} s`,
  );
}

main().catch((error) => {
  console.error(`schema: ${error.message}`);
  process.exitCode = 1;
});
