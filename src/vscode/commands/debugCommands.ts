// Commands of the debugger: attach it, and stop the cluster's time where something happens.
import * as vscode from 'vscode';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import { debugCluster, DEBUG_TYPE } from '../debug/debugFeatures';
import type { SchemaLoader } from '../schemaLoader';
import type { CommandTable } from './commandTable';

export function debugCommands(loader: SchemaLoader): CommandTable {
  return {
    'clusterLab.debug': () => debugCluster(),
    'clusterLab.addBreakpoint': (target) => addBreakpoint(loader, target),
  };
}

interface Kind extends vscode.QuickPickItem {
  /** What is typed to begin with. */
  readonly start: string;
  readonly hint: string;
}

const KINDS: readonly Kind[] = [
  {
    label: 'An object changes',
    iconPath: new vscode.ThemeIcon('symbol-object'),
    detail: 'Created, changed or deleted; by name, by labels, or one field of it',
    start: 'change pods -l app=web',
    hint: 'change <resource>[/<name>] [-n namespace] [-l labels] [--path .spec.replicas]',
  },
  {
    label: 'A component writes',
    iconPath: new vscode.ThemeIcon('edit'),
    detail: 'The scheduler binds, a controller creates, a kubelet reports, you apply',
    start: 'write kube-scheduler',
    hint: 'write <kubectl | kube-scheduler | kube-controller-manager | kubelet | ...> [--node worker-1]',
  },
  {
    label: 'An Event is recorded',
    iconPath: new vscode.ThemeIcon('bell'),
    detail: 'By its reason: FailedScheduling, BackOff, Unhealthy, Killing, ...',
    start: 'event FailedScheduling',
    hint: 'event <reason, or * for any> [-n namespace]',
  },
  {
    label: 'A pod enters a phase',
    iconPath: new vscode.ThemeIcon('pulse'),
    detail: 'Pending, Running, Succeeded, Failed, Unknown',
    start: 'phase Running',
    hint: 'phase <phase> [-n namespace] [-l labels]',
  },
];

async function addBreakpoint(loader: SchemaLoader, target: TreeTarget | undefined): Promise<void> {
  const text = changeOf(target) ?? (await askForText(loader));
  if (text === undefined) return;
  const known = vscode.debug.breakpoints.some(
    (each) => each instanceof vscode.FunctionBreakpoint && each.functionName === text,
  );
  if (!known) vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(text)]);
  if (vscode.debug.activeDebugSession?.type === DEBUG_TYPE) {
    void vscode.window.showInformationMessage(`The cluster's time will stop at: ${text}`);
    return;
  }
  const debug = 'Debug the Cluster';
  const choice = await vscode.window.showInformationMessage(
    `The cluster's time will stop at "${text}" while the debugger is attached.`,
    debug,
  );
  if (choice === debug) await debugCluster();
}

/** The breakpoint on any change of what a tree item stands for. */
function changeOf(target: TreeTarget | undefined): string | undefined {
  switch (target?.type) {
    case 'node':
      return `change nodes/${target.node}`;
    case 'pod':
    case 'container':
      return `change pods/${target.pod} -n ${target.namespace}`;
    default:
      return undefined;
  }
}

async function askForText(loader: SchemaLoader): Promise<string | undefined> {
  const kind = await vscode.window.showQuickPick(KINDS, {
    title: 'Stop the Time When…',
    placeHolder: 'The clock stops before the next event after it',
    matchOnDetail: true,
  });
  if (kind === undefined) return undefined;
  const { parseBreakpoint } = await import('../../views/breakpoints/parseBreakpoint');
  const { resources } = await loader.schema();
  return vscode.window.showInputBox({
    title: kind.label,
    value: kind.start,
    valueSelection: [kind.start.indexOf(' ') + 1, kind.start.length],
    prompt: kind.hint,
    validateInput: (value) => {
      try {
        parseBreakpoint(value, resources);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}
