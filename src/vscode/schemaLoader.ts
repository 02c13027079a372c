// Loads the Kubernetes schema from the extension's folder on first use.
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KubernetesSchema, type SchemaBundle } from '../apis/schema/schemaBundle';

export class SchemaLoader {
  readonly #file: string;
  #schema: Promise<KubernetesSchema> | undefined;

  /** `file`: dist/kubernetes.json, made by the build. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Reading, parsing and what the caller does with it are turns of their own: others come in between. */
  schema(): Promise<KubernetesSchema> {
    this.#schema ??= this.#load();
    return this.#schema;
  }

  async #load(): Promise<KubernetesSchema> {
    const text = await readFile(this.#file, 'utf8');
    await nextTurn();
    // The build wrote the file in this very shape.
    const schema = new KubernetesSchema(JSON.parse(text) as SchemaBundle);
    await nextTurn();
    return schema;
  }
}
