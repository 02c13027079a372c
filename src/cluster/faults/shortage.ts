// What all shortages of a node have in common: something outside of all pods takes nearly all there is
// of a resource, until it is lifted.
import type { Pressure } from '../kubelet/nodeConditions';
import { nodeOf, refusedWhileOff, type Fault } from './fault';

export function shortageOf(
  pressure: Pressure,
): Pick<Fault, 'group' | 'target' | 'isDestructive' | 'refusal' | 'apply' | 'lift'> {
  return {
    group: 'Shortage on a node',
    target: 'node',
    isDestructive: true,
    refusal: refusedWhileOff,
    apply: ({ machines }, target) => {
      machines.get(nodeOf(target)).setShort(pressure, true);
    },
    lift: ({ machines }, target) => {
      machines.get(nodeOf(target)).setShort(pressure, false);
    },
  };
}
