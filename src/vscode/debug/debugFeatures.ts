// The cluster in VS Code's debugger: F5 attaches, and the commands that set breakpoints.
import * as vscode from 'vscode';
import { realTime } from '../pacer';
import { inSlices } from '../inSlices';
import type { Report } from '../report';
import type { SchemaLoader } from '../schemaLoader';
import type { Session } from '../session';

/** As in package.json. */
export const DEBUG_TYPE = 'clusterLab';

const CONFIGURATION: vscode.DebugConfiguration = {
  type: DEBUG_TYPE,
  request: 'attach',
  name: 'Time of the cluster',
  internalConsoleOptions: 'neverOpen',
};

export interface DebugFeatureOptions {
  readonly session: Session;
  readonly loader: SchemaLoader;
  readonly report: Report;
}

export function debugFeatures(options: DebugFeatureOptions): readonly vscode.Disposable[] {
  return [
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      new ConfigurationProvider(options.session),
    ),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: () => createAdapter(options),
    }),
  ];
}

/** Attaches a debugger where none is attached yet. */
export async function debugCluster(): Promise<void> {
  const isAttached = vscode.debug.activeDebugSession?.type === DEBUG_TYPE;
  if (!isAttached && !(await vscode.debug.startDebugging(undefined, CONFIGURATION))) return;
  await vscode.commands.executeCommand('workbench.debug.action.focusCallStackView');
}

class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return [CONFIGURATION];
  }

  /** F5 in a manifest gives an empty configuration. Without a cluster there is nothing to debug: undefined. */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (this.#session.running === undefined) {
      const start = 'Start Cluster';
      const choice = await vscode.window.showInformationMessage(
        'The debugger moves the time of a running cluster, and none is running.',
        start,
      );
      if (choice !== start) return undefined;
      await vscode.commands.executeCommand('clusterLab.start');
      if (this.#session.running === undefined) return undefined;
    }
    return { ...CONFIGURATION, ...configuration };
  }
}

/** The adapter's code is loaded with the first debugger. */
async function createAdapter({
  session,
  loader,
  report,
}: DebugFeatureOptions): Promise<vscode.DebugAdapterDescriptor> {
  const { ClusterDebugSession } = await import('./clusterDebugSession');
  const schema = await loader.schema();
  return new vscode.DebugAdapterInlineImplementation(
    new ClusterDebugSession({
      session,
      // Custom kinds too, where a cluster runs.
      resources: () => session.shown?.cluster.resources ?? schema.resources,
      readText,
      inSlices: (steps) => inSlices(realTime, steps),
      onBug: (error) => {
        void report.error('The debugger failed because of a bug in Cluster Lab', error);
      },
    }),
  );
}

/** As it stands in the editor, saved or not. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return (await vscode.workspace.openTextDocument(uriOf(path))).getText();
  } catch {
    return undefined;
  }
}

/** VS Code gives the path of a file, and the whole URI of anything else. */
function uriOf(path: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}
