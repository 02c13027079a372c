// The commands on manifests. Their names are registered at once, what they do is loaded when it is needed.
import type { CommandTable } from '../commands/commandTable';

export const MANIFEST_COMMANDS = [
  'clusterLab.applyFile',
  'clusterLab.deleteFile',
  'clusterLab.applyDocument',
  'clusterLab.deleteDocument',
  'clusterLab.runSample',
  'clusterLab.openSample',
] as const;

export type ManifestCommandTable = Readonly<
  Record<(typeof MANIFEST_COMMANDS)[number], CommandTable[string]>
>;
