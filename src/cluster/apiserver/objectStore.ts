// An etcd store for API objects: Events, of which there are most, are kept packed.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Simulation } from '../../simulation/simulation';
import { EtcdStore, type EtcdOptions } from '../etcd/etcdStore';
import { PackedEvents } from './packedEvents';

export function newObjectStore(
  simulation: Simulation,
  options: EtcdOptions<ApiObject> = {},
): EtcdStore<ApiObject> {
  const events = new PackedEvents();
  return new EtcdStore(simulation, { ...options, pack: (state) => events.pack(state) });
}
