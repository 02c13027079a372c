// Loads the Kubernetes schema from the extension's folder on first use.
import * as fs from 'node:fs';
import { KubernetesSchema, type SchemaBundle } from '../apis/schema/schemaBundle';

export class SchemaLoader {
  readonly #file: string;
  #schema: KubernetesSchema | undefined;

  /** `file`: dist/kubernetes.json, made by the build. */
  constructor(file: string) {
    this.#file = file;
  }

  get schema(): KubernetesSchema {
    // The build wrote the file in this very shape.
    this.#schema ??= new KubernetesSchema(
      JSON.parse(fs.readFileSync(this.#file, 'utf8')) as SchemaBundle,
    );
    return this.#schema;
  }
}
