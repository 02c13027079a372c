// The real schema bundle for tests; `npm run generate` writes it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KubernetesSchema, type SchemaBundle } from '../../../src/apis/schema/schemaBundle';

const FILE = path.resolve(import.meta.dirname, '../../../dist/kubernetes.json');

export function loadSchema(): KubernetesSchema {
  const bundle = JSON.parse(readFileSync(FILE, 'utf8')) as SchemaBundle;
  return new KubernetesSchema(bundle);
}
