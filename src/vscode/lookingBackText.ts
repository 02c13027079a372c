// What the tree, the status bar and the diagram say while a moment of the past is looked at.
import { formatElapsed } from '../views/elapsed';
import type { Session } from './session';

/** A sentence for people; undefined in the present. */
export function lookingBackText({ past, running }: Session): string | undefined {
  if (past === undefined || running === undefined) return undefined;
  const { cluster } = past;
  const moment = `${formatElapsed(cluster.simulation.nowMs)} · revision ${String(cluster.revision)}`;
  return `Looking back · ${moment}. The present waits at ${formatElapsed(running.cluster.simulation.nowMs)}.`;
}
