// A client that sends anything to any kind. What the API server cannot take it must refuse, and
// never break on.
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { isJsonObject } from '../../../../src/apimachinery/jsonObject';
import type { ServedResource } from '../../../../src/apis/schema/schemaBundle';
import type {
  ApiRequest,
  DeleteOptions,
  JsonPatchOperation,
  ListOptions,
  Patch,
  WriteOptions,
} from '../../../../src/cluster/client/apiHandler';
import { Random } from '../../../../src/simulation/random';
import { SCHEMA } from '../../../kubernetesSchema';
import type { ServerLab } from '../serverLab';
import { SAMPLES } from './samples';
import { SchemaBody } from './schemaBody';

const NAMES = ['a', 'b', 'web', 'default', '', 'UPPER', '..'];
const NAMESPACES = ['default', 'kube-system', 'nowhere', ''];
const SELECTORS = ['', 'a', 'a=b', 'a in (b,c),!d', 'a in', '=', 'x>1', '!', 'a==b,', 'é'];
const FIELD_SELECTORS = [
  '',
  'metadata.name=a',
  'spec.nodeName!=x',
  'status.phase=Running',
  'a',
  '=',
  'a\\',
];
const VERSIONS = ['', '0', '1', '20', '999999', 'x', '-1', '99999999999999999999'];
const SUBRESOURCES = ['status', 'scale', 'finalize', 'binding', 'eviction', 'nothing', ''];

export class HostileClient {
  readonly #cluster: ServerLab;
  readonly #random: Random;
  readonly #body: SchemaBody;
  readonly #resources: readonly ServedResource[];

  constructor(cluster: ServerLab, seed: number) {
    this.#cluster = cluster;
    this.#random = new Random(seed);
    this.#body = new SchemaBody(SCHEMA, this.#random, this.#random.below(3) * 40);
    const creatable = SCHEMA.resources.filter(({ verbs }) => verbs.includes('create'));
    const sampled = creatable.filter(({ plural }) => Object.hasOwn(SAMPLES, plural));
    // Few kinds at a time, so that requests meet objects.
    this.#resources = [creatable, sampled, sampled].map((list) => this.#body.pick(list));
  }

  /** Sends one request; fails where the API server does not answer it properly. */
  act(): void {
    const request = this.#request();
    try {
      this.#cluster.api.handle(request);
    } catch (error) {
      if (error instanceof ApiStatusError && (error.code < 500 || isWellKnown(error))) return;
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      assert.fail(`${cause}\n${JSON.stringify(request).slice(0, 4_000)}`);
    }
  }

  #request(): ApiRequest {
    const resource = this.#body.pick(this.#resources);
    const { user } = this.#cluster.client;
    const namespace = resource.namespaced
      ? this.#rarely(this.#body.pick(NAMESPACES), 'default')
      : undefined;
    const base = { user, resource, namespace };
    const name = this.#rarely(this.#body.pick(NAMES), this.#body.pick(['a', 'b']));
    const subresource = this.#rarely(this.#body.pick(SUBRESOURCES), undefined);
    const below = subresource === undefined ? {} : { subresource };
    switch (this.#random.below(10)) {
      case 0:
        return {
          verb: 'get',
          ...base,
          name,
          ...below,
          options: { resourceVersion: this.#rarely(this.#body.pick(VERSIONS), '') },
        };
      case 1:
        return { verb: 'list', ...base, options: this.#listOptions() };
      case 2:
        return { verb: 'delete', ...base, name, options: this.#deleteOptions() };
      case 3:
        if (this.#random.below(20) > 0) break;
        return {
          verb: 'deletecollection',
          ...base,
          options: this.#deleteOptions(),
          listOptions: this.#listOptions(),
        };
      case 4:
      case 5:
        return {
          verb: 'update',
          ...base,
          name,
          ...below,
          body: this.#object(resource, name),
          options: this.#writeOptions(),
        };
      case 6:
      case 7:
        return {
          verb: 'patch',
          ...base,
          name,
          ...below,
          patch: this.#patch(resource, name),
          options: this.#writeOptions(),
        };
    }
    return {
      verb: 'create',
      ...base,
      ...(subresource === undefined ? {} : { ...below, name }),
      body: this.#object(resource, name),
      options: this.#writeOptions(),
    };
  }

  /** Of the kind, with metadata that lets it through for the most part. */
  #object(resource: ServedResource, name: string): unknown {
    if (this.#random.below(100) === 0) return this.#body.wrong();
    const made = this.#content(resource);
    if (!isJsonObject(made)) return made;
    const { group, version, kind } = resource;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const metadata = { name, labels: { a: 'b' }, ...this.#rarely({ finalizers: ['a/b'] }, {}) };
    const complete = { metadata, ...made, apiVersion, kind };
    return this.#rarely<unknown>(made, complete);
  }

  #content(resource: ServedResource): unknown {
    const { plural } = resource;
    const sample = Object.hasOwn(SAMPLES, plural) ? SAMPLES[plural] : undefined;
    if (sample === undefined || this.#random.below(3) === 0) {
      const made = this.#body.struct(SCHEMA.schemaNameOf(resource) ?? '');
      if (!isJsonObject(made) || this.#random.below(10) === 0) return made;
      return Object.fromEntries(Object.entries(made).filter(([key]) => key !== 'metadata'));
    }
    let changed: unknown = sample;
    for (let i = this.#random.below(4); i > 0; i--) changed = this.#changed(changed);
    return changed;
  }

  /** The value with a change somewhere in it. */
  #changed(value: unknown): unknown {
    const isTree = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (!isTree || this.#random.below(6) === 0) return this.#body.leaf();
    if (Array.isArray(value)) {
      const list: readonly unknown[] = value;
      const at = this.#random.below(list.length);
      if (this.#random.below(8) === 0) return [...list, list[at]];
      return list.map((each, index) => (index === at ? this.#changed(each) : each));
    }
    const entries: [string, unknown][] = Object.entries(value);
    const at = this.#random.below(entries.length);
    if (this.#random.below(8) === 0) return Object.fromEntries(entries.filter((_, i) => i !== at));
    return Object.fromEntries(
      entries.map(([key, each], index) => [key, index === at ? this.#changed(each) : each]),
    );
  }

  #patch(resource: ServedResource, name: string): Patch {
    switch (this.#random.below(3)) {
      case 0: {
        const paths = [
          '',
          '/metadata/labels',
          '/spec',
          '/spec/containers/0',
          '/data/a',
          'x',
          '/metadata/name',
        ];
        const body = Array.from({ length: this.#random.below(4) }, () => ({
          op: this.#body.pick(['add', 'remove', 'replace', 'move', 'copy', 'test']),
          path: this.#body.pick(paths),
          from: this.#body.pick(paths),
          value: this.#body.wrong(),
        }));
        return {
          type: 'json',
          body: this.#rarely<unknown>(this.#body.wrong(), body) as readonly JsonPatchOperation[],
        };
      }
      case 1:
        return { type: 'merge', body: this.#object(resource, name) };
      default:
        return { type: 'strategic', body: this.#object(resource, name) };
    }
  }

  #writeOptions(): WriteOptions {
    return {
      fieldValidation: this.#body.pick(['Ignore', 'Warn', 'Strict']),
      dryRun: this.#random.below(8) === 0,
      fieldManager: this.#rarely(this.#body.pick(NAMES), 'kubectl'),
    };
  }

  #deleteOptions(): DeleteOptions {
    return {
      dryRun: this.#random.below(8) === 0,
      gracePeriodSeconds: this.#rarely(this.#body.pick([0, -1, 1, 30]), undefined),
      propagationPolicy: this.#rarely(
        this.#body.pick(['Orphan', 'Background', 'Foreground']),
        undefined,
      ),
      orphanDependents: this.#rarely(true, undefined),
      preconditions: this.#rarely(
        { uid: 'x', resourceVersion: this.#body.pick(VERSIONS) },
        undefined,
      ),
    };
  }

  #listOptions(): ListOptions {
    return {
      labelSelector: this.#rarely(this.#body.pick(SELECTORS), ''),
      fieldSelector: this.#rarely(this.#body.pick(FIELD_SELECTORS), ''),
      limit: this.#rarely(this.#body.pick([1, 0, -1, 500]), undefined),
      continue: this.#rarely('x', undefined),
      resourceVersion: this.#rarely(this.#body.pick(VERSIONS), ''),
      resourceVersionMatch: this.#rarely(this.#body.pick(['Exact', 'NotOlderThan']), undefined),
    };
  }

  #rarely<T>(rare: T, usual: T): T {
    return this.#random.below(12) === 0 ? rare : usual;
  }
}

/** What Kubernetes itself answers with 500 and more. */
function isWellKnown({ message }: ApiStatusError): boolean {
  return (
    message.startsWith('Timeout: Too large resource version') ||
    message === 'resourceVersion should not be set on objects to be created'
  );
}
