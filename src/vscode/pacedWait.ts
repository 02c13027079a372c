// Requests from outside that wait as they would before a real cluster: in its time, which may be paced, or stand still.
// They leave no mark on the run, for it knows nothing of them yet.
import type { VirtualWait } from '../server/apiListener';
import type { Simulation } from '../simulation/simulation';
import type { Pacer } from './pacer';

export function pacedWait(simulation: Simulation, pacer: Pacer): VirtualWait {
  return (limitMs, isOver) => {
    pacer.catchUp();
    const endMs = simulation.nowMs + limitMs;
    return new Promise((resolve) => {
      const stop = pacer.onDidChange(() => {
        if (simulation.nowMs < endMs && !isOver()) return;
        stop();
        resolve();
      });
    });
  };
}
