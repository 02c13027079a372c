// Commands that break something and undo it: which fault, on what, and what to watch for then.
import * as vscode from 'vscode';
import { targetText, type Fault, type FaultTarget } from '../../cluster/faults/fault';
import { FAULTS } from '../../cluster/faults/faults';
import { faultsOn } from '../../views/faults/faultBadges';
import type { FaultItem } from '../../views/faults/faultItems';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import type { Running, Session } from '../session';
import { requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { pickFaultTarget, targetFor } from './pickFaultTarget';
import { confirmed } from './pick';

export function faultCommands(session: Session, extensionUri: vscode.Uri): CommandTable {
  return {
    'clusterLab.breakSomething': (target) => breakSomething(session, target),
    'clusterLab.undoFault': (target, first) => undo(session, target, first),
    'clusterLab.undoAllFaults': () => {
      requireRunning(session);
      session.input({ type: 'liftAllFaults' });
    },
    'clusterLab.nodeAutoRepair': () => autoRepair(session),
    'clusterLab.whatStillWorks': () =>
      vscode.commands.executeCommand(
        'markdown.showPreview',
        vscode.Uri.joinPath(extensionUri, 'media/learn/whatStillWorks.md'),
      ),
  };
}

async function autoRepair(session: Session): Promise<void> {
  const isOn = requireRunning(session).cluster.repairsNodes;
  const choice = await vscode.window.showQuickPick(
    [
      {
        label: 'On',
        description: isOn ? 'as it is' : '',
        detail:
          'A worker that was NotReady for 10 minutes is deleted, and a new one joins in its place.',
      },
      {
        label: 'Off',
        description: isOn ? '' : 'as it is',
        detail: 'A lost worker stays in the list until you remove it.',
      },
    ],
    {
      title: 'Node Auto-Repair',
      placeHolder: 'Does the cloud replace workers that stay NotReady?',
    },
  );
  if (choice !== undefined && (choice.label === 'On') !== isOn)
    session.input({ type: 'nodeAutoRepair', isOn: !isOn });
}

async function breakSomething(session: Session, on: TreeTarget | undefined): Promise<void> {
  const running = requireRunning(session);
  const fault = await pickFault(on);
  if (fault === undefined) return;
  const target = await pickFaultTarget(running, fault, on);
  if (target === undefined) return;
  const refusal = running.cluster.faults.refusal(fault.id, target);
  if (refusal !== undefined) {
    void vscode.window.showInformationMessage(refusal);
    return;
  }
  const sure =
    fault.isDestructive !== true ||
    (await confirmed(
      `${fault.title}: ${targetText(target)}?`,
      `${fault.does}\n\nTo undo it: ${fault.undo}`,
      'Break It',
    ));
  if (!sure) return;
  session.input({ type: 'fault', fault: fault.id, target });
  await tell(session, fault, target, running.cluster.config.controlPlaneNodes);
}

/** What is broken now, what to watch for, and the way back. */
async function tell(
  session: Session,
  fault: Fault,
  target: FaultTarget,
  controlPlaneNodes: number,
): Promise<void> {
  const expected = fault.expect(target, controlPlaneNodes);
  const [first = '', ...rest] = expected;
  const undoIt = fault.lift === undefined ? [] : ['Undo'];
  const more = rest.length === 0 ? [] : ['What to Expect'];
  const text = `${fault.title}: ${targetText(target)}. ${first}`;
  const choice = await vscode.window.showInformationMessage(text, ...more, ...undoIt);
  if (choice === 'Undo') session.input({ type: 'liftFault', fault: fault.id, target });
  if (choice !== 'What to Expect') return;
  const detail = [fault.does, ...expected, `To undo it: ${fault.undo}`].join('\n\n');
  await vscode.window.showInformationMessage(fault.title, { modal: true, detail });
}

async function pickFault(on: TreeTarget | undefined): Promise<Fault | undefined> {
  const fitting = FAULTS.filter((fault) => on === undefined || targetFor(fault, on) !== undefined);
  const items: (vscode.QuickPickItem & { readonly fault?: Fault })[] = [];
  let group = '';
  for (const fault of fitting) {
    if (fault.group !== group)
      items.push({ label: fault.group, kind: vscode.QuickPickItemKind.Separator });
    group = fault.group;
    items.push({ label: fault.title, detail: fault.does, fault });
  }
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Break Something',
    placeHolder:
      'What should break? All of it can be undone, or is only a computer of the simulation',
    matchOnDetail: true,
  });
  return choice?.fault;
}

async function undo(session: Session, on: TreeTarget | undefined, first: unknown): Promise<void> {
  const running = requireRunning(session);
  const chosen = faultOf(first) ?? (await pickActive(running, on));
  if (chosen !== undefined) session.input({ type: 'liftFault', ...chosen });
}

interface ChosenFault {
  readonly fault: string;
  readonly target: FaultTarget;
}

/** The item of the view that the command was chosen on. */
function faultOf(value: unknown): ChosenFault | undefined {
  if (typeof value !== 'object' || value === null || !('context' in value)) return undefined;
  // VS Code hands the view's commands the element that the view gave it.
  const { fault, target } = value as FaultItem;
  return fault === undefined || target === undefined ? undefined : { fault, target };
}

async function pickActive(
  running: Running,
  on: TreeTarget | undefined,
): Promise<ChosenFault | undefined> {
  const all = running.cluster.faults.active();
  const active = on === undefined ? all : faultsOn(all, on);
  if (active.length === 0) {
    void vscode.window.showInformationMessage('Nothing is broken now.');
    return undefined;
  }
  const [only] = active;
  if (on !== undefined && active.length === 1 && only !== undefined)
    return { fault: only.fault.id, target: only.target };
  const choice = await vscode.window.showQuickPick(
    active.map(({ fault, target }) => ({
      label: fault.title,
      description: targetText(target),
      detail: fault.undo,
      chosen: { fault: fault.id, target },
    })),
    { title: 'Undo a Fault', placeHolder: 'What should be mended?' },
  );
  return choice?.chosen;
}
