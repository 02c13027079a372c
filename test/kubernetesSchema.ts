// The schema of Kubernetes as the extension ships it, read once for all tests.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KubernetesSchema, type SchemaBundle } from '../src/apis/schema/schemaBundle';

const FILE = path.join(import.meta.dirname, '../dist/kubernetes.json');

// `npm run generate` writes the file in exactly this shape.
export const SCHEMA = new KubernetesSchema(JSON.parse(readFileSync(FILE, 'utf8')) as SchemaBundle);
