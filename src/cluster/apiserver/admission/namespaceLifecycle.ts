// Nothing is created in a namespace that is not there or about to go, and the system's namespaces stay.
// Source: k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle (admission.go).
import { ApiStatusError, forbidden, notFound } from '../../../apimachinery/apiStatus';
import type { Namespace } from '../../../apis/generated/core/v1';
import { NAMESPACES } from '../../../apis/resources';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKind, ServedKinds } from '../servedKinds';
import type { AdmissionOperation, AdmissionPlugin, AdmissionRequest } from './admissionPlugin';

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

export class NamespaceLifecycle implements AdmissionPlugin {
  readonly name = 'NamespaceLifecycle';
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.#kinds = kinds;
    this.#storage = storage;
  }

  handles({ resource }: ServedKind, operation: AdmissionOperation): boolean {
    const isNamespace = resource.group === '' && resource.plural === 'namespaces';
    return operation === 'DELETE' ? isNamespace : operation === 'CREATE' && resource.namespaced;
  }

  check(request: AdmissionRequest): void {
    if (request.operation === 'DELETE') assertMortal(request);
    else this.#assertOpen(request);
  }

  #assertOpen(request: AdmissionRequest): void {
    const { kind, namespace = '' } = request;
    // The resource determines the kind of its objects.
    const stored = this.#storage.get(this.#kinds.get(NAMESPACES), undefined, namespace) as
      Namespace | undefined;
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
