// Creates and deletes pods for a controller and tells about it in events.
// Source: k8s.io/kubernetes/pkg/controller (RealPodControl).
import { isApiError, isNotFound } from '../../apimachinery/apiStatus';
import {
  controllerReference,
  type ApiObject,
  type Draft,
  type ObjectMeta,
  type OwnerReference,
} from '../../apimachinery/objectMeta';
import type { Pod, PodTemplateSpec } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { Client } from '../client/client';
import type { EventRecorder } from '../client/eventRecorder';
import { isNamespaceTerminating } from './namespaceTerminating';

export class PodControl {
  readonly #client: Client;
  readonly #recorder: EventRecorder;
  /** Of the last owner: pods come in batches, and then share the list. */
  #ownerReferences: readonly OwnerReference[] = [];
  #generateName = '';

  constructor(client: Client, recorder: EventRecorder) {
    this.#client = client;
    this.#recorder = recorder;
  }

  /**
   * Creates a pod from the template under a generated name, owned by `owner`. False where that is
   * pointless because the namespace is going; throws what the API server says otherwise.
   */
  create(owner: ApiObject, template: PodTemplateSpec): boolean {
    try {
      const pod = this.#client.create(PODS, owner.metadata.namespace, this.#draft(owner, template));
      const { name } = pod.metadata;
      this.#recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`);
      return true;
    } catch (error) {
      if (isNamespaceTerminating(error)) return false;
      this.#tell(owner, error, 'FailedCreate', 'Error creating');
      throw error;
    }
  }

  /** False where the pod was gone already; throws what the API server says otherwise. */
  delete(owner: ApiObject, pod: Pod): boolean {
    const { namespace, name } = pod.metadata;
    try {
      this.#client.delete(PODS, namespace, name);
      this.#recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      this.#tell(owner, error, 'FailedDelete', 'Error deleting');
      throw error;
    }
  }

  #draft(owner: ApiObject, template: PodTemplateSpec): Draft<Pod> {
    if (this.#ownerReferences[0]?.uid !== owner.metadata.uid) {
      this.#ownerReferences = [controllerReference(owner)];
      this.#generateName = `${owner.metadata.name}-`;
    }
    return podDraft(this.#generateName, this.#ownerReferences, template);
  }

  #tell(owner: ApiObject, error: unknown, reason: string, what: string): void {
    if (isApiError(error)) {
      this.#recorder.event(owner, 'Warning', reason, `${what}: ${error.message}`);
    }
  }
}

function podDraft(
  generateName: string,
  ownerReferences: readonly OwnerReference[],
  template: PodTemplateSpec,
): Draft<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata: Partial<ObjectMeta> = {
    generateName,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ownerReferences,
  };
  const { spec } = template;
  return { apiVersion: 'v1', kind: 'Pod', metadata, ...(spec === undefined ? {} : { spec }) };
}
