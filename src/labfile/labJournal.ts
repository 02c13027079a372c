// Inputs as a lab file writes them: the kind of input is the name of a field, what belongs to it stands
// below. Requests are told in the words of the API.
import { deepEqual } from '../apimachinery/deepEqual';
import { apiVersionOf, parseApiVersion } from '../apimachinery/resource';
import type { UserInfo } from '../apimachinery/userInfo';
import type { ApiRequest } from '../cluster/client/apiHandler';
import { OBSERVER_USER } from '../cluster/client/observer';
import type { ClusterInput } from '../cluster/clusterInput';
import type { JournalEntry } from '../simulation/journal';
import { formatElapsed } from '../views/elapsed';
import { parseRunTime } from './duration';
import { INPUT_TYPES } from './inputShapes';
import { yamlField } from './yamlText';

/** A request of a lab file, as the shape of it lets it through. */
interface WrittenRequest {
  readonly verb: ApiRequest['verb'];
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly user?: UserInfo;
  readonly manifest?: unknown;
  readonly [more: string]: unknown;
}

/** An entry of a lab file, as the shape of it lets it through. */
export type WrittenEntry = {
  readonly time: string;
  readonly place?: { readonly afterEvents: number; readonly atMs: number };
} & Readonly<Partial<Record<ClusterInput['type'], object>>>;

/** Of an item of the list `journal`. */
export function entryText({ afterEvents, atMs, input }: JournalEntry<ClusterInput>): string {
  const { type, ...rest } = input;
  const written = input.type === 'request' ? writtenRequest(input.request) : rest;
  return (
    `  - time: ${formatElapsed(atMs)}\n` +
    `    place: { afterEvents: ${String(afterEvents)}, atMs: ${String(atMs)} }\n` +
    yamlField(type, written, 4)
  );
}

export function entryOfLab(written: WrittenEntry): JournalEntry<ClusterInput> {
  // By hand: after all events of before that time.
  const place = written.place ?? { afterEvents: 0, atMs: parseRunTime(written.time) ?? 0 };
  const type = INPUT_TYPES.find((each) => written[each] !== undefined) ?? 'liftAllFaults';
  const value = written[type] ?? {};
  const input =
    type === 'request' ? { type, request: requestOf(value as WrittenRequest) } : { type, ...value };
  // The shape of the type has let its fields through.
  return { ...place, input: input as ClusterInput };
}

function writtenRequest(request: ApiRequest): object {
  const { verb, resource, user, ...rest } = request;
  const { group, version, plural, kind, namespaced } = resource;
  const { body, options, ...others } = { body: undefined, options: undefined, ...rest };
  const { patch, listOptions, ...named } = { patch: undefined, listOptions: undefined, ...others };
  return {
    verb,
    apiVersion: apiVersionOf({ group, version }),
    kind,
    resource: plural,
    ...(namespaced ? {} : { scope: 'Cluster' }),
    ...(deepEqual(user, OBSERVER_USER) ? {} : { user }),
    ...named,
    options,
    listOptions,
    patch,
    manifest: body,
  };
}

function requestOf(written: WrittenRequest): ApiRequest {
  const { verb, apiVersion, kind, resource: plural, scope, user, manifest, ...others } = written;
  const request = {
    verb,
    user: user ?? OBSERVER_USER,
    resource: { ...parseApiVersion(apiVersion), plural, kind, namespaced: scope !== 'Cluster' },
    namespace: undefined,
    options: {},
    ...(manifest === undefined ? {} : { body: manifest }),
    ...(verb === 'deletecollection' ? { listOptions: {} } : {}),
    ...others,
  };
  // The shape of requests has let its fields through; what does not fit its verb the API server refuses.
  return request as ApiRequest;
}
