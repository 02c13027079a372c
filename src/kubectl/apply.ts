// `kubectl apply -f FILE`, client side: create what is not there, otherwise patch by comparing the
// manifest with the live object and with the manifest that was applied last.
// Source: k8s.io/kubectl/pkg/cmd/apply
import { isConflict, isNotFound } from '../apimachinery/apiStatus';
import { goMapJson } from '../apimachinery/goJson';
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';
import type { ApiResponse } from '../cluster/client/apiHandler';
import { addSource, KubectlError, messageOf } from './kubectlErrors';
import { LAST_APPLIED_ANNOTATION, lastApplied, withLastApplied } from './lastApplied';
import type { ManifestInput, MappedObject } from './manifestInput';
import {
  printedInfo,
  printedName,
  resultOf,
  stepsOnManifests,
  type Done,
  type FileVerbOptions,
  type FileVerbResult,
  type VerbSteps,
} from './manifestVerb';
import { threeWayJsonMergePatch, threeWayMergePatch } from './threeWayMerge';

const WRITE_OPTIONS = {
  fieldManager: 'kubectl-client-side-apply',
  fieldValidation: 'Strict',
} as const;

/** kubectl tries a patch that conflicts this often. */
const MAX_PATCH_TRIES = 5;

/** Applies all objects in order; an error about one does not stop the others. */
export function applyManifests(
  inputs: readonly ManifestInput[],
  options: FileVerbOptions,
): FileVerbResult {
  return resultOf(applySteps(inputs, options));
}

/** The same, an object at a time. */
export function applySteps(inputs: readonly ManifestInput[], options: FileVerbOptions): VerbSteps {
  return stepsOnManifests('apply', inputs, options, (object) => applyObject(object, options));
}

function applyObject(target: MappedObject, options: FileVerbOptions): Done {
  requireName(target, options.source);
  const live = getLive(target, options);
  return live === undefined ? create(target, options) : patch(target, live, options);
}

function requireName(target: MappedObject, source: string): void {
  if (target.name !== '') return;
  const metadata = target.object.metadata;
  const generateName = isJsonObject(metadata) ? metadata.generateName : undefined;
  if (typeof generateName === 'string' && generateName !== '') {
    throw new KubectlError(`from ${generateName}: cannot use generate name with apply`);
  }
  throw addSource(retrieving(target), source, new KubectlError('resource name may not be empty'));
}

function getLive(
  target: MappedObject,
  { client, source }: FileVerbOptions,
): JsonObject | undefined {
  const { resource, namespace, name } = target;
  try {
    return objectOf(client.request({ verb: 'get', user: client.user, resource, namespace, name }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw addSource(retrieving(target), source, error);
  }
}

function retrieving(target: MappedObject): string {
  return `retrieving current configuration of:\n${printedInfo(target)}\nfrom server for:`;
}

function create(target: MappedObject, { client, source }: FileVerbOptions): Done {
  const { resource, namespace, name, object } = target;
  try {
    const { warnings = [] } = client.request({
      verb: 'create',
      user: client.user,
      resource,
      namespace,
      body: withLastApplied(object),
      options: WRITE_OPTIONS,
    });
    return { outcome: 'created', line: `${printedName(target, name)} created`, warnings };
  } catch (error) {
    throw addSource('creating', source, error);
  }
}

function patch(target: MappedObject, firstLive: JsonObject, options: FileVerbOptions): Done {
  const printed = printedName(target, target.name);
  const before = warningsAbout(firstLive, target);
  let live = firstLive;
  for (let tries = 1; ; tries++) {
    const body = patchFor(target, live, options);
    if (Object.keys(body).length === 0) {
      return { outcome: 'unchanged', line: `${printed} unchanged`, warnings: before };
    }
    try {
      const { warnings = [] } = sendPatch(target, body, options);
      return {
        outcome: 'configured',
        line: `${printed} configured`,
        warnings: [...before, ...warnings],
      };
    } catch (error) {
      const fresh =
        isConflict(error) && tries < MAX_PATCH_TRIES ? getLive(target, options) : undefined;
      if (fresh === undefined) {
        const verb = `applying patch:\n${goMapJson(body)}\nto:\n${printedInfo(target)}\nfor:`;
        throw addSource(verb, options.source, addSource('patching', options.source, error));
      }
      live = fresh;
    }
  }
}

function sendPatch(
  target: MappedObject,
  body: JsonObject,
  { client }: FileVerbOptions,
): ApiResponse {
  const { resource, namespace, name, isCustom } = target;
  return client.request({
    verb: 'patch',
    user: client.user,
    resource,
    namespace,
    name,
    patch: { type: isCustom ? 'merge' : 'strategic', body },
    options: WRITE_OPTIONS,
  });
}

function patchFor(
  target: MappedObject,
  live: JsonObject,
  { schema, source }: FileVerbOptions,
): JsonObject {
  const modified = withLastApplied(target.object);
  try {
    const three = { original: lastApplied(live), modified, current: live };
    return target.isCustom
      ? threeWayJsonMergePatch(schema, three)
      : threeWayMergePatch(schema, target.schemaName, three);
  } catch (error) {
    const verb =
      `creating patch with:\noriginal:\n${goMapJson(lastApplied(live) ?? null)}\n` +
      `modified:\n${goMapJson(modified)}\ncurrent:\n${goMapJson(live)}\nfor:`;
    throw addSource(verb, source, new KubectlError(messageOf(error)));
  }
}

function warningsAbout(live: JsonObject, { resource, name }: MappedObject): readonly string[] {
  const metadata = isJsonObject(live.metadata) ? live.metadata : {};
  const annotations = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  const warnings: string[] = [];
  if (annotations[LAST_APPLIED_ANNOTATION] === undefined) {
    warnings.push(
      `resource ${resource.plural}/${name} is missing the ${LAST_APPLIED_ANNOTATION} annotation which is ` +
        'required by kubectl apply. kubectl apply should only be used on resources created declaratively ' +
        'by either kubectl create --save-config or kubectl apply. ' +
        'The missing annotation will be patched automatically.',
    );
  }
  if (metadata.deletionTimestamp !== undefined) {
    warnings.push(`Detected changes to resource ${name} which is currently being deleted.`);
  }
  return warnings;
}

function objectOf({ body }: ApiResponse): JsonObject {
  // Whatever the type of the object, it is a JSON object.
  return body as unknown as JsonObject;
}
