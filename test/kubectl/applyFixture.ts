// A cluster as small as it can be for apply: objects in a map, patches by the oracle, refusals as told.
import { alreadyExists, notFound } from '../../src/apimachinery/apiStatus';
import type { JsonObject } from '../../src/apimachinery/jsonObject';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import type { Resource } from '../../src/apimachinery/resource';
import type { ApiRequest, ApiResponse } from '../../src/cluster/client/apiHandler';
import { jsonOf } from '../../src/manifest/yamlTree';
import { parseYamlAtOnce } from '../../src/manifest/parseYaml';
import { splitDocuments } from '../../src/manifest/splitDocuments';
import type { ManifestInput } from '../../src/kubectl/manifestInput';
import type { KubectlClient } from '../../src/kubectl/manifestVerb';
import { SCHEMA } from '../kubernetesSchema';
import { applyStrategicPatch } from './strategicMergeOracle';

export class OracleCluster implements KubectlClient {
  readonly user = { name: 'kubernetes-admin', groups: ['system:masters'] };
  readonly requests: ApiRequest[] = [];
  readonly objects = new Map<string, JsonObject>();
  /** Thrown instead of an answer. */
  refuse: (request: ApiRequest) => Error | undefined = () => undefined;

  request(request: ApiRequest): ApiResponse {
    this.requests.push(request);
    const refusal = this.refuse(request);
    if (refusal !== undefined) throw refusal;
    const { resource, namespace } = request;
    switch (request.verb) {
      case 'get':
        return answer(this.#find(resource, namespace, request.name));
      case 'create': {
        const body = request.body as JsonObject & { metadata: { name: string } };
        const key = keyOf(resource, namespace, body.metadata.name);
        if (this.objects.has(key)) throw alreadyExists(resource, body.metadata.name);
        this.objects.set(key, body);
        return answer(body);
      }
      case 'patch': {
        const old = this.#find(resource, namespace, request.name);
        const ref = SCHEMA.schemaNameOf(resource) ?? '';
        const patch = request.patch.body as JsonObject;
        const changed = applyStrategicPatch(SCHEMA, { type: 'object', ref }, old, patch);
        this.objects.set(keyOf(resource, namespace, request.name), changed);
        return answer(changed);
      }
      case 'delete':
        this.#find(resource, namespace, request.name);
        this.objects.delete(keyOf(resource, namespace, request.name));
        return { code: 200, body: { kind: 'Status' } };
      default:
        throw new Error(`not expected: ${request.verb}`);
    }
  }

  get(plural: string, namespace: string, name: string): JsonObject | undefined {
    return this.objects.get(`${plural}/${namespace}/${name}`);
  }

  set(plural: string, namespace: string, name: string, object: JsonObject): void {
    this.objects.set(`${plural}/${namespace}/${name}`, object);
  }

  #find(resource: Resource, namespace: string | undefined, name: string): JsonObject {
    const found = this.objects.get(keyOf(resource, namespace, name));
    if (found === undefined) throw notFound(resource, name);
    return found;
  }
}

function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  return `${resource.plural}/${namespace ?? ''}/${name}`;
}

function answer(object: JsonObject): ApiResponse {
  return { code: 200, body: object as unknown as ApiObject };
}

export function manifests(yaml: string): readonly ManifestInput[] {
  return splitDocuments(yaml).map(({ start, end }, documentIndex) => {
    const { root } = parseYamlAtOnce(yaml.slice(start, end));
    return { documentIndex, value: root === undefined ? undefined : jsonOf(root) };
  });
}
