// What every handler of the API server works with.
import type { WallClock } from '../../apimachinery/wallClock';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import { Random } from '../../simulation/random';
import type { Simulation } from '../../simulation/simulation';
import type { TokenSigner } from '../client/tokenSigner';
import type { AdmissionChain } from './admission/admissionChain';
import type { Authorizer } from './authorization/authorizer';
import type { ServiceAllocator } from './allocation/serviceAllocator';
import type { BodyDecoder } from './bodyDecoder';
import type { EventForms } from './eventForms';
import type { ObjectStorage } from './objectStorage';
import type { FieldManager } from './fieldmanager/fieldManager';
import type { StrategicMerger } from './patch/strategicMergePatch';
import type { RequestWarnings } from './requestWarnings';
import type { ServedKinds } from './servedKinds';

export interface ServerContext {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly schema: KubernetesSchema;
  readonly kinds: ServedKinds;
  readonly storage: ObjectStorage;
  readonly decoder: BodyDecoder;
  readonly merger: StrategicMerger;
  readonly authorizer: Authorizer;
  readonly admission: AdmissionChain;
  readonly warnings: RequestWarnings;
  readonly fields: FieldManager;
  readonly eventForms: EventForms;
  readonly services: ServiceAllocator;
  /** What signs service account tokens; without it there are none. It may come later than the server. */
  readonly tokens: { signer: TokenSigner | undefined };
}

/** A dry run must leave no mark on the run: it draws from a source of its own. */
export function randomFor(server: ServerContext, dryRun: boolean): Random {
  return dryRun ? new Random(server.storage.etcd.revision) : server.simulation.random;
}
