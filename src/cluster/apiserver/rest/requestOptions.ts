// The options of a request: query parameters, and the DeleteOptions that a DELETE has in its body. Here they are
// read; whether they make sense the core says.
// Source: k8s.io/apimachinery/pkg/apis/meta/v1 (types.go, ListOptions to PatchOptions, and their validation).
import { badRequest } from '../../../apimachinery/apiStatus';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type {
  DeleteOptions,
  GetOptions,
  ListOptions,
  Preconditions,
  PropagationPolicy,
  WatchOptions,
  WriteOptions,
} from '../../client/apiHandler';
import { queryValue, queryValues, type QueryParameters } from './requestTarget';

/** Throws BadRequest where a value cannot be read. */
export function listOptions(query: QueryParameters): ListOptions {
  return {
    ...selectors(query),
    ...present('limit', integer(query, 'limit')),
    ...present('continue', text(query, 'continue')),
    ...present('resourceVersion', text(query, 'resourceVersion')),
    ...present('resourceVersionMatch', resourceVersionMatch(query)),
    ...present('sendInitialEvents', flag(query, 'sendInitialEvents')),
  };
}

export function getOptions(query: QueryParameters): GetOptions {
  return present('resourceVersion', text(query, 'resourceVersion'));
}

export function watchOptions(query: QueryParameters): WatchOptions {
  return {
    ...selectors(query),
    ...present('resourceVersion', text(query, 'resourceVersion')),
    ...present('resourceVersionMatch', resourceVersionMatch(query)),
    ...present('allowWatchBookmarks', flag(query, 'allowWatchBookmarks')),
    ...present('sendInitialEvents', flag(query, 'sendInitialEvents')),
    ...present('timeoutSeconds', integer(query, 'timeoutSeconds')),
  };
}

export function isWatch(query: QueryParameters): boolean {
  return flag(query, 'watch') === true;
}

/** What the name of a client says of itself: `kubectl/v1.35.2 (linux/amd64)` is the manager `kubectl`. */
const MAX_MANAGER = 128;

export function writeOptions(query: QueryParameters, userAgent: string | undefined): WriteOptions {
  // What is no directive is for the core to refuse, with all that is wrong with the options.
  const fieldValidation = text(query, 'fieldValidation') as WriteOptions['fieldValidation'];
  return {
    ...dryRunOf(queryValues(query, 'dryRun')),
    ...present('fieldValidation', fieldValidation),
    fieldManager: text(query, 'fieldManager') ?? managerOf(userAgent),
  };
}

/** Who applies must say who that is: it is not taken from the name of a client. */
export function patchOptions(
  query: QueryParameters,
  userAgent: string | undefined,
  isApply: boolean,
): WriteOptions {
  const options = writeOptions(query, userAgent);
  const fieldManager = isApply ? text(query, 'fieldManager') : options.fieldManager;
  return { ...options, fieldManager, ...present('force', flag(query, 'force')) };
}

/** The body's DeleteOptions win over the query, as they do in Kubernetes. */
export function deleteOptions(query: QueryParameters, body: unknown): DeleteOptions {
  const fromBody = isJsonObject(body) ? body : {};
  const { dryRun, orphanDependents, propagationPolicy } = fromBody;
  const grace = numberOf(fromBody.gracePeriodSeconds) ?? integer(query, 'gracePeriodSeconds');
  const orphan =
    typeof orphanDependents === 'boolean' ? orphanDependents : flag(query, 'orphanDependents');
  const policy =
    typeof propagationPolicy === 'string' ? propagationPolicy : text(query, 'propagationPolicy');
  return {
    ...dryRunOf(Array.isArray(dryRun) ? dryRun.map(String) : queryValues(query, 'dryRun')),
    ...present('gracePeriodSeconds', grace),
    ...present('orphanDependents', orphan),
    // As with fieldValidation.
    ...present('propagationPolicy', (policy || undefined) as PropagationPolicy | undefined),
    ...present('preconditions', preconditionsOf(fromBody.preconditions)),
  };
}

function managerOf(userAgent: string | undefined): string {
  const name = (userAgent ?? '').split('/')[0] ?? '';
  return name === '' ? 'unknown' : name.slice(0, MAX_MANAGER);
}

function preconditionsOf(value: unknown): Preconditions | undefined {
  if (!isJsonObject(value)) return undefined;
  const { uid, resourceVersion } = value;
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

function dryRunOf(values: readonly string[]): Pick<WriteOptions, 'dryRun' | 'unknownDryRun'> {
  const wanted = values.filter((each) => each !== '');
  if (wanted.length === 0) return {};
  const isKnown = wanted.every((each) => each === 'All');
  return isKnown ? { dryRun: true } : { dryRun: true, unknownDryRun: wanted };
}

function resourceVersionMatch(query: QueryParameters): ListOptions['resourceVersionMatch'] {
  // What is neither is for the list to refuse, with all that is wrong with its options.
  return text(query, 'resourceVersionMatch') as ListOptions['resourceVersionMatch'];
}

function selectors(query: QueryParameters): { labelSelector?: string; fieldSelector?: string } {
  return {
    ...present('labelSelector', text(query, 'labelSelector')),
    ...present('fieldSelector', text(query, 'fieldSelector')),
  };
}

/** An empty parameter is as good as none. */
function text(query: QueryParameters, name: string): string | undefined {
  return queryValue(query, name) || undefined;
}

function integer(query: QueryParameters, name: string): number | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return Number(value);
  throw badRequest(
    `unable to decode query parameters: parsing "${value}": invalid syntax for parameter ${name}`,
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Kubernetes reads `?watch`, `?watch=1` and `?watch=true` alike. */
function flag(query: QueryParameters, name: string): boolean | undefined {
  const value = queryValue(query, name);
  if (value === undefined) return undefined;
  return value !== '0' && value.toLowerCase() !== 'false';
}

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // One entry of the given key, or none: TypeScript cannot say so of a computed key.
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;
}
