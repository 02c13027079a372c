// Clients that act on what they have read, which may be old. The model says how each request must
// end and what there is afterwards.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../../src/apimachinery/resource';
import { CONFIG_MAPS, DEPLOYMENTS, LEASES, PODS } from '../../../../src/apis/resources';
import type { ApiRequest, ApiResponse } from '../../../../src/cluster/client/apiHandler';
import { podDraft, ServerLab } from '../serverLab';
import {
  entryOf,
  FINALIZER,
  lineOf,
  ReferenceModel,
  type Entry,
  type Outcome,
} from './referenceModel';
import { listInPieces, WatchReplay, type Selection } from './watchReplay';

const RESOURCES: readonly Resource[] = [CONFIG_MAPS, PODS, DEPLOYMENTS, LEASES];
const NAMESPACES = ['default', 'shop'];
/** With how often each happens. */
const ACTS = {
  create: 5,
  read: 8,
  update: 8,
  release: 3,
  overwrite: 1,
  patch: 4,
  patchVersion: 3,
  testAndSet: 3,
  delete: 2,
  deleteVersion: 2,
  deleteTeam: 1,
  list: 2,
  watch: 3,
  compact: 1,
};

export interface Step {
  readonly client: number;
  readonly kind: number;
  readonly namespace: number;
  readonly name: string;
  readonly team: string;
  readonly act: keyof typeof ACTS;
  readonly dryRun: boolean;
  /** For whatever an act has to choose. */
  readonly choice: number;
}

// The keys of an object are known.
const weightedActs = (Object.keys(ACTS) as Step['act'][]).map((act) => ({
  arbitrary: fc.constant(act),
  weight: ACTS[act],
}));

/** Few objects of few kinds, so that clients meet. */
export function steps(count: number): fc.Arbitrary<readonly Step[]> {
  return fc.tuple(...RESOURCES.slice(0, 2).map(() => fc.nat(RESOURCES.length - 1))).chain((kinds) =>
    fc.array(
      fc.record({
        client: fc.nat(1),
        kind: fc.constantFrom(...kinds),
        namespace: fc.constantFrom(0, 0, 0, 1),
        name: fc.constantFrom('a', 'b'),
        team: fc.constantFrom('red', 'blue'),
        act: fc.oneof(...weightedActs),
        dryRun: fc.integer({ min: 0, max: 7 }).map((value) => value === 0),
        choice: fc.nat(1_000),
      }),
      { minLength: count, maxLength: count, size: 'max' },
    ),
  );
}

/** Where a step happens. */
interface Place {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  /** `pods/shop/` */
  readonly prefix: string;
  readonly key: string;
}

export class ClientStory {
  readonly #cluster = new ServerLab();
  readonly #model = new ReferenceModel();
  readonly #read = new Map<string, ApiObject>();
  readonly #watches: WatchReplay[] = [];

  constructor() {
    this.#cluster.addNamespace('shop');
  }

  run(each: Step): void {
    const resource = RESOURCES[each.kind] ?? CONFIG_MAPS;
    const namespace = NAMESPACES[each.namespace] ?? 'default';
    const prefix = `${resource.plural}/${namespace}/`;
    const place = { resource, namespace, name: each.name, prefix, key: prefix + each.name };
    this.#act(each, place);
    const { items } = this.#cluster.client.list(resource, namespace);
    assert.deepEqual(items.map(lineOf), this.#model.lines(prefix));
  }

  /** Every watch that was opened on the way has seen it all. */
  end(): void {
    for (const watch of this.#watches) watch.assertCaughtUp();
  }

  #act(each: Step, place: Place): void {
    const { key } = place;
    const memory = `${String(each.client)} ${key}`;
    const read = this.#read.get(memory);
    const entry = this.#model.get(key);
    switch (each.act) {
      case 'create': {
        const body = draft(place.resource, each);
        this.#write(
          each,
          place,
          { verb: 'create', body },
          entry === undefined ? 'ok' : 'AlreadyExists',
        );
        return;
      }
      case 'read':
        this.#assertRead(place, memory, entry);
        return;
      case 'overwrite':
        this.#overwrite(each, place, entry);
        return;
      case 'patch': {
        const annotations = { patches: String((entry?.patches ?? 0) + 1) };
        const metadata = { annotations, labels: { team: each.team } };
        this.#patch(each, place, metadata, entry === undefined ? 'NotFound' : 'ok');
        return;
      }
      case 'delete':
      case 'deleteVersion':
        this.#delete(each, place, each.act === 'delete' ? undefined : read, entry);
        return;
      case 'deleteTeam':
        this.#deleteTeam(each, place);
        return;
      case 'list':
        this.#assertPieces(each, place);
        return;
      case 'watch':
        this.#watch(each, place);
        return;
      case 'compact':
        this.#compact(each);
        return;
      case 'update':
      case 'release':
      case 'patchVersion':
      case 'testAndSet':
        if (read !== undefined) this.#actOn(each.act, each, place, read, entry);
    }
  }

  /** What a client does with what it has read. */
  #actOn(
    act: 'update' | 'release' | 'patchVersion' | 'testAndSet',
    each: Step,
    place: Place,
    read: ApiObject,
    entry: Entry | undefined,
  ): void {
    const count = String(Number(read.metadata.annotations?.count) + 1);
    const annotations = { ...read.metadata.annotations, count };
    switch (act) {
      case 'update': {
        const metadata = { ...read.metadata, annotations, labels: { team: each.team } };
        const body = { ...read, metadata };
        this.#write(each, place, { verb: 'update', body }, this.#model.writeOf(place.key, read));
        return;
      }
      case 'release': {
        const body = { ...read, metadata: { ...read.metadata, finalizers: [] } };
        this.#write(each, place, { verb: 'update', body }, this.#model.writeOf(place.key, read));
        return;
      }
      case 'patchVersion': {
        const { resourceVersion } = read.metadata;
        const outcome = entry?.version === resourceVersion ? 'ok' : 'Conflict';
        const metadata = { annotations: { count }, resourceVersion };
        this.#patch(each, place, metadata, entry === undefined ? 'NotFound' : outcome);
        return;
      }
      case 'testAndSet': {
        const path = '/metadata/annotations/count';
        const was = read.metadata.annotations?.count;
        const body = [
          { op: 'test', path, value: was },
          { op: 'replace', path, value: count },
        ] as const;
        const outcome = String(entry?.count) === was ? 'ok' : 'Invalid';
        const patch = { type: 'json', body } as const;
        this.#write(
          each,
          place,
          { verb: 'patch', patch },
          entry === undefined ? 'NotFound' : outcome,
        );
      }
    }
  }

  #assertRead(
    { resource, namespace, name }: Place,
    memory: string,
    entry: Entry | undefined,
  ): void {
    if (entry === undefined) {
      assert.throws(() => this.#cluster.client.get(resource, namespace, name), { code: 404 });
      return;
    }
    const object = this.#cluster.client.get(resource, namespace, name);
    assert.deepEqual(entryOf(object), entry);
    this.#read.set(memory, object);
  }

  /** A write that names no version wins over whatever is there. */
  #overwrite(each: Step, place: Place, entry: Entry | undefined): void {
    // A pod's spec is completed when it is created, and stays as it is.
    if (place.resource === PODS) return;
    const body = draft(place.resource, each);
    const whenThere = place.resource === LEASES ? 'Invalid' : 'ok';
    const whenNot = place.resource === LEASES ? 'ok' : 'NotFound';
    this.#write(each, place, { verb: 'update', body }, entry === undefined ? whenNot : whenThere);
  }

  #patch(each: Step, place: Place, metadata: object, outcome: Outcome): void {
    const type = each.choice % 2 === 0 ? 'merge' : 'strategic';
    this.#write(each, place, { verb: 'patch', patch: { type, body: { metadata } } }, outcome);
  }

  #write(
    { dryRun }: Step,
    { resource, namespace, name, key }: Place,
    write: object,
    expected: Outcome,
  ): void {
    const { user } = this.#cluster.client;
    const options = { dryRun, fieldValidation: 'Strict' };
    // One of the three writing verbs, put together here.
    const request = { user, resource, namespace, name, options, ...write } as ApiRequest;
    const answer = this.#send(request, dryRun);
    assert.equal(typeof answer === 'string' ? answer : 'ok', expected);
    if (typeof answer === 'string' || dryRun) return;
    // A write is answered with an object.
    const entry = entryOf(answer.body as ApiObject);
    if (entry.deleting) this.#model.delete(key, entry);
    else this.#model.set(key, entry);
  }

  #delete(each: Step, place: Place, read: ApiObject | undefined, entry: Entry | undefined): void {
    const { resource, namespace, name, key } = place;
    const { user } = this.#cluster.client;
    const preconditions = read && {
      uid: read.metadata.uid,
      resourceVersion: read.metadata.resourceVersion,
    };
    const options = { dryRun: each.dryRun, preconditions };
    const request = { verb: 'delete', user, resource, namespace, name, options } as const;
    const answer = this.#send(request, each.dryRun);
    const outcome = read === undefined ? 'ok' : this.#model.writeOf(key, read);
    const expected = entry === undefined ? 'NotFound' : outcome;
    assert.equal(typeof answer === 'string' ? answer : 'ok', expected);
    if (typeof answer !== 'string' && !each.dryRun) this.#deleted(place, entry);
  }

  #deleteTeam(each: Step, place: Place): void {
    const { resource, namespace, prefix } = place;
    const { user } = this.#cluster.client;
    const listOptions = { labelSelector: `team=${each.team}` };
    const options = { dryRun: each.dryRun };
    const request = {
      verb: 'deletecollection',
      user,
      resource,
      namespace,
      options,
      listOptions,
    } as const;
    assert.notEqual(typeof this.#send(request, each.dryRun), 'string');
    if (each.dryRun) return;
    for (const key of this.#model.keys(prefix)) {
      const entry = this.#model.get(key);
      if (entry?.team !== each.team) continue;
      this.#deleted({ ...place, key, name: key.slice(prefix.length) }, entry);
    }
  }

  #deleted({ key, resource, namespace, name }: Place, entry: Entry | undefined): void {
    if (entry === undefined) return;
    this.#model.delete(key, entry);
    if (!entry.held) return;
    const { metadata } = this.#cluster.client.get(resource, namespace, name);
    this.#model.set(key, { ...entry, deleting: true, version: metadata.resourceVersion });
  }

  /** The answer, or the reason of its refusal. A dry run leaves no mark. */
  #send(request: ApiRequest, dryRun: boolean): ApiResponse | string {
    const { api, simulation } = this.#cluster;
    const before = [api.etcd.revision, simulation.trace.hash];
    try {
      return api.handle(request);
    } catch (error) {
      assert.ok(error instanceof ApiStatusError, String(error));
      return error.reason;
    } finally {
      const after = [api.etcd.revision, simulation.trace.hash];
      if (dryRun) assert.deepEqual(after, before);
    }
  }

  #assertPieces(each: Step, place: Place): void {
    const selection = selectionOf(each, place);
    const whole = listInPieces(this.#cluster, selection, undefined);
    assert.deepEqual(listInPieces(this.#cluster, selection, 1 + (each.choice % 3)), whole);
  }

  #watch(each: Step, place: Place): void {
    const { etcd } = this.#cluster.api;
    const back = each.choice % 40;
    const revision = back === 0 ? undefined : Math.max(1, etcd.revision - back);
    const limit = 1 + (each.choice % 3);
    this.#watches.push(new WatchReplay(this.#cluster, selectionOf(each, place), revision, limit));
  }

  #compact({ choice }: Step): void {
    const { etcd } = this.#cluster.api;
    const to = etcd.revision - (choice % 30);
    if (choice % 3 === 0 && to > etcd.compactRevision) etcd.compact(to);
  }
}

function selectionOf({ choice, team, name }: Step, { resource, namespace }: Place): Selection {
  return {
    resource,
    namespace: choice % 5 === 0 ? undefined : namespace,
    labelSelector: choice % 2 === 0 ? '' : `team${choice % 4 === 1 ? '=' : '!='}${team}`,
    fieldSelector: choice % 7 === 0 ? `metadata.name!=${name}` : '',
  };
}

function draft(resource: Resource, { name, team, choice }: Step): Draft<ApiObject> {
  const metadata = {
    name,
    labels: { team },
    annotations: { count: '0', patches: '0' },
    ...(choice % 4 === 0 ? { finalizers: [FINALIZER] } : {}),
  };
  const { version, group, kind } = resource;
  const body = { apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata };
  if (resource === PODS) return podDraft(metadata);
  if (resource !== DEPLOYMENTS) return body;
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: podDraft({}).spec };
  return { ...body, ...{ spec: { selector: { matchLabels: labels }, template } } };
}
