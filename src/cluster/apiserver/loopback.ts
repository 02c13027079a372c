// The API server as a client of itself: its own controllers write through the same door as all others.
import { ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { MASTERS, type UserInfo } from '../../apimachinery/userInfo';
import { Link } from '../../simulation/link';
import type { Simulation } from '../../simulation/simulation';
import type { ApiHandler } from '../client/apiHandler';
import { Client } from '../client/client';

export const LOOPBACK_USER: UserInfo = { name: 'system:apiserver', groups: [MASTERS] };

export function loopbackClient(simulation: Simulation, api: ApiHandler): Client {
  const link = new Link(simulation, { latencyMs: 0 });
  return new Client(api, LOOPBACK_USER, link);
}

/** Of what is seen to again and again: who has a policy that refuses it has their will. */
export function unlessRefused(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
  }
}

/** Makes what is not there; what is there stays as it is. */
export function createMissing<T extends ApiObject>(
  client: Client,
  resource: Resource<T>,
  draft: Draft<T> & { readonly metadata: { readonly name: string } },
): void {
  const { namespace, name } = draft.metadata;
  if (client.find(resource, namespace, name) !== undefined) return;
  client.create(resource, namespace, draft, { fieldManager: 'kube-apiserver' });
}
