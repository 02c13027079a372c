// Loads the Kubernetes schema from the extension's folder on first use, and what the editor makes of it.
import * as fs from 'node:fs';
import { createManifestKnowledge, type ManifestKnowledge } from '../manifest/manifestKnowledge';
import { KubernetesSchema, type SchemaBundle } from '../apis/schema/schemaBundle';

export class SchemaLoader {
  readonly #file: string;
  #schema: KubernetesSchema | undefined;
  #knowledge: ManifestKnowledge | undefined;

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

  get knowledge(): ManifestKnowledge {
    this.#knowledge ??= createManifestKnowledge(this.schema);
    return this.#knowledge;
  }
}
