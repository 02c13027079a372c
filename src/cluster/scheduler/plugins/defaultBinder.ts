// DefaultBinder: tells the API server where the pod goes, through the pod's binding subresource.
import { PODS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { BindPlugin } from '../framework/plugin';
import type { PodInfo } from '../podInfo';

export class DefaultBinder implements BindPlugin {
  readonly name = 'DefaultBinder';
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  bind({ pod }: PodInfo, nodeName: string): void {
    const { namespace, name, uid } = pod.metadata;
    this.#client.createSubresource(PODS, namespace, name, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      // With the uid, a pod of the same name that was made in the meantime is not bound by mistake.
      metadata: { namespace, name, uid },
      target: { kind: 'Node', name: nodeName },
    });
  }
}
