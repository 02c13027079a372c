// Nothing is created in a namespace that is not there or about to go, and the system's namespaces stay.
// Source: k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle (admission.go).
import { ApiStatusError, forbidden, notFound } from '../../../apimachinery/apiStatus';
import { NAMESPACES } from '../../../apis/resources';
import type { StoredObjects } from '../storedObjects';
import type { AdmissionPlugin, AdmissionRequest, AdmissionScope } from './admissionPlugin';

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

export class NamespaceLifecycle implements AdmissionPlugin {
  readonly name = 'NamespaceLifecycle';
  readonly #objects: StoredObjects;

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  handles({ kind: { resource }, operation }: AdmissionScope): boolean {
    const isNamespace = resource.group === '' && resource.plural === 'namespaces';
    return operation === 'DELETE' ? isNamespace : operation === 'CREATE' && resource.namespaced;
  }

  check(request: AdmissionRequest): void {
    if (request.operation === 'DELETE') assertMortal(request);
    else this.#assertOpen(request);
  }

  #assertOpen(request: AdmissionRequest): void {
    const { kind, namespace = '' } = request;
    const stored = this.#objects.get(NAMESPACES, undefined, namespace);
    if (stored === undefined) throw notFound(NAMESPACES, namespace);
    if (stored.status.phase !== 'Terminating') return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const { message, details } = forbidden(kind.resource, request.name || 'Unknown', why);
    throw new ApiStatusError('Forbidden', message, {
      ...details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    });
  }
}

function assertMortal({ name }: AdmissionRequest): void {
  if (IMMORTAL.includes(name))
    throw forbidden(NAMESPACES, name, 'this namespace may not be deleted');
}
