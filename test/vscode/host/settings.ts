// The user settings that a VS Code under test or on show starts with: nothing that asks, updates, or looks outside.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

const QUIET: Settings = {
  'telemetry.telemetryLevel': 'off',
  // A dialog over the window would take the place of editors such as Settings.
  'workbench.editor.useModal': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  // The browser says which: tests change it there, a learner's browser has its own.
  'window.autoDetectColorScheme': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'update.showReleaseNotes': false,
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
};

/** Writes the user settings of the server whose data is in `dataFolder`, which reads them when a window opens. */
export function writeSettings(dataFolder: string, settings: Settings): void {
  const file = settingsFile(dataFolder);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...QUIET, ...settings }, null, 2));
}

export function settingsFile(dataFolder: string): string {
  return path.join(dataFolder, 'data/User/settings.json');
}
