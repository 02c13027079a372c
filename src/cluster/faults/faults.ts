// All faults, in the order in which they are offered.
import { componentSlow } from './componentSlow';
import { componentStop } from './componentStop';
import { controlPlanePartition } from './controlPlanePartition';
import type { Fault } from './fault';
import { kubeletStop } from './kubeletStop';
import { nodeCrash } from './nodeCrash';
import { nodePairPartition } from './nodePairPartition';
import { nodePartition } from './nodePartition';
import { nodePowerOff } from './nodePowerOff';
import { nodeReboot } from './nodeReboot';
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
  componentStop,
  componentSlow,
];

/** Throws where there is none with the id. */
export function faultById(id: string): Fault {
  const fault = FAULTS.find((each) => each.id === id);
  if (fault === undefined) throw new Error(`There is no fault "${id}".`);
  return fault;
}
