// `kubectl delete -f FILE`. Source: k8s.io/kubectl/pkg/cmd/delete
//
// Differs from Kubernetes: does not wait until finalizers are done and pods are gone; the caller
// sees that in the cluster.
import { qualifiedKind } from '../apimachinery/resource';
import { addSource, KubectlError } from './kubectlErrors';
import type { ManifestInput, MappedObject } from './manifestInput';
import {
  resultOf,
  stepsOnManifests,
  type Done,
  type FileVerbOptions,
  type FileVerbResult,
  type VerbSteps,
} from './manifestVerb';

/** Deletes all objects in order; an error about one does not stop the others. */
export function deleteManifests(
  inputs: readonly ManifestInput[],
  options: FileVerbOptions,
): FileVerbResult {
  return resultOf(deleteSteps(inputs, options));
}

/** The same, an object at a time. */
export function deleteSteps(inputs: readonly ManifestInput[], options: FileVerbOptions): VerbSteps {
  return stepsOnManifests('delete', inputs, options, (object) => deleteObject(object, options));
}

function deleteObject(target: MappedObject, { client, source }: FileVerbOptions): Done {
  const { resource, namespace, name } = target;
  if (name === '') throw new KubectlError('resource name may not be empty');
  try {
    const { warnings = [] } = client.request({
      verb: 'delete',
      user: client.user,
      resource,
      namespace,
      name,
      options: { propagationPolicy: 'Background' },
    });
    return { outcome: 'deleted', line: deletedLine(target), warnings };
  } catch (error) {
    throw addSource('deleting', source, error);
  }
}

/** `deployment.apps "frontend" deleted from default namespace` (kubectl 1.34 and later). */
function deletedLine({ gvk, name, namespace }: MappedObject): string {
  const line = `${qualifiedKind(gvk).toLowerCase()} "${name}" deleted`;
  return namespace === undefined ? line : `${line} from ${namespace} namespace`;
}
