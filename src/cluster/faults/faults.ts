// All faults, in the order in which they are offered.
import { componentSlow } from './componentSlow';
import { componentStop } from './componentStop';
import { containerCrash } from './containerCrash';
import { containerHang } from './containerHang';
import { containerMemoryLeak } from './containerMemoryLeak';
import { containerNotReady } from './containerNotReady';
import { controlPlanePartition } from './controlPlanePartition';
import { diskPressure } from './diskPressure';
import { dnsDown } from './dnsDown';
import type { Fault } from './fault';
import { kubeletStop } from './kubeletStop';
import { kubeProxyStop } from './kubeProxyStop';
import { memoryPressure } from './memoryPressure';
import { nodeCrash } from './nodeCrash';
import { nodePairPartition } from './nodePairPartition';
import { nodePartition } from './nodePartition';
import { nodePowerOff } from './nodePowerOff';
import { nodeReboot } from './nodeReboot';
import { pidPressure } from './pidPressure';
import { registryDown } from './registryDown';
import { runtimeStop } from './runtimeStop';
import { slowNetwork } from './slowNetwork';

export const FAULTS: readonly Fault[] = [
  nodeCrash,
  nodeReboot,
  nodePowerOff,
  nodePartition,
  controlPlanePartition,
  nodePairPartition,
  slowNetwork,
  kubeletStop,
  runtimeStop,
  kubeProxyStop,
  diskPressure,
  memoryPressure,
  pidPressure,
  containerCrash,
  containerHang,
  containerNotReady,
  containerMemoryLeak,
  componentStop,
  componentSlow,
  dnsDown,
  registryDown,
];

/** Of one that this version does not know, its id: it was refused, and is in the journal all the same. */
export function faultTitle(id: string): string {
  return FAULTS.find((each) => each.id === id)?.title ?? id;
}

/** Throws where there is none with the id. */
export function faultById(id: string): Fault {
  const fault = FAULTS.find((each) => each.id === id);
  if (fault === undefined) throw new Error(`There is no fault "${id}".`);
  return fault;
}
