// A lab file as the session takes it: what it leaves open is drawn now.
import { completeConfig } from '../../cluster/clusterConfig';
import type { LabFile } from '../../labfile/labFile';
import type { SavedLab } from './savedLab';

export interface LabChance {
  readonly seed: number;
  readonly epochMs: number;
}

/** A recorded lab stands still where it was saved; one without inputs begins to run. */
export function openedLab(
  { savedBy, config, journal, end }: LabFile,
  { seed, epochMs }: LabChance,
  extensionVersion: string,
): SavedLab {
  const place = end ?? { executedEvents: 0, nowMs: journal.at(-1)?.atMs ?? 0, traceHash: '' };
  return {
    extensionVersion: savedBy ?? extensionVersion,
    config: completeConfig({ seed, startEpochMs: epochMs, ...config }),
    journal,
    position: {
      ...place,
      speed: 1,
      playing: end === undefined && journal.length === 0,
      open: true,
    },
  };
}

export function fileOf(
  name: string,
  { extensionVersion, config, journal, position }: SavedLab,
): LabFile {
  const { executedEvents, nowMs, traceHash } = position;
  return {
    name,
    savedBy: extensionVersion,
    config,
    journal,
    end: { executedEvents, nowMs, traceHash },
  };
}
