// Commands on branches: switch, rename, delete, compare.
import * as vscode from 'vscode';
import type { TimelineItem } from '../../views/timeline/timelineItems';
import { formatElapsed } from '../../views/elapsed';
import { withReplayProgress } from '../replayProgress';
import { NoClusterError } from '../report';
import type { Session } from '../session';
import type { BranchComparison, ComparedCluster } from '../timeline/branchComparison';
import { requireShown } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { branchNameProblem } from './lookBackCommands';
import { confirmed } from './pick';

export function branchCommands(session: Session, comparison: BranchComparison): CommandTable {
  return {
    'clusterLab.switchBranch': (_target, item) => switchBranch(session, item),
    'clusterLab.renameBranch': (_target, item) => renameBranch(session, item),
    'clusterLab.deleteBranch': (_target, item) => deleteBranch(session, item),
    'clusterLab.compareBranches': (_target, item) => compareBranches(session, comparison, item),
    'clusterLab.compareWithNow': () => compareWithNow(session, comparison),
  };
}

async function switchBranch(session: Session, item: unknown): Promise<void> {
  const name = branchOf(item) ?? (await pickBranch(session, 'Switch to Branch'));
  if (name === undefined) return;
  const left = session.branch;
  const switched = await withReplayProgress(`Switching to ${name}`, (options) =>
    session.switchTo(name, options),
  );
  if (!switched) return;
  const choice = await vscode.window.showInformationMessage(
    `This is "${name}" as you left it, and time stands. "${left}" is kept.`,
    'Resume Time',
  );
  if (choice !== undefined) await vscode.commands.executeCommand('clusterLab.resume');
}

async function renameBranch(session: Session, item: unknown): Promise<void> {
  requireShown(session);
  const name = branchOf(item) ?? (await pickBranch(session, 'Rename Branch', [session.branch]));
  if (name === undefined) return;
  const newName = await vscode.window.showInputBox({
    title: `Rename "${name}"`,
    value: name,
    validateInput: (text) =>
      branchNameProblem(text) ??
      (text !== name && [session.branch, ...session.branches.names].includes(text)
        ? 'There is already a branch of this name.'
        : undefined),
  });
  if (newName !== undefined) session.renameBranch(name, newName.trim());
}

async function deleteBranch(session: Session, item: unknown): Promise<void> {
  const name = branchOf(item) ?? (await pickBranch(session, 'Delete Branch'));
  if (name === undefined) return;
  const sure = await confirmed(
    `Delete the branch "${name}"?`,
    'What happened in it is lost. The cluster that runs is not touched.',
    'Delete',
  );
  if (sure) session.deleteBranch(name);
}

/** A branch with the one that runs, at the last time that both have. */
async function compareBranches(
  session: Session,
  comparison: BranchComparison,
  item: unknown,
): Promise<void> {
  requireShown(session);
  const name = branchOf(item) ?? (await pickBranch(session, 'Compare with Branch'));
  if (name === undefined) return;
  const other = await pickBranch(session, `Compare "${name}" with`, [session.branch], name);
  if (other === undefined) return;
  const ends = [name, other].map((each) => session.branches.lab(each).position.nowMs);
  const atMs = await pickTime(name, other, ends);
  if (atMs === undefined) return;
  const sides: ComparedCluster[] = [];
  for (const [index, each] of [name, other].entries()) {
    const timeMs = Math.min(atMs, ends[index] ?? atMs);
    const cluster = await withReplayProgress(`Replaying ${each}`, (options) =>
      session.clusterOf(each, timeMs, options),
    );
    if (cluster === undefined) return;
    sides.push({ name: `${each} at ${formatElapsed(timeMs)}`, cluster });
  }
  await show(comparison, sides);
}

/** The time at which to compare: the learner chooses where the branches end at different ones. */
async function pickTime(
  name: string,
  other: string,
  ends: readonly number[],
): Promise<number | undefined> {
  const shared = Math.min(...ends);
  if (shared === Math.max(...ends)) return shared;
  const [endMs = 0, otherEndMs = 0] = ends;
  const choice = await vscode.window.showQuickPick(
    [
      {
        label: `Both at ${formatElapsed(shared)}`,
        description: 'the last time that both have',
        atMs: shared,
      },
      {
        label: 'Each at its end',
        description: `${name} at ${formatElapsed(endMs)}, ${other} at ${formatElapsed(otherEndMs)}`,
        atMs: Number.MAX_VALUE,
      },
    ],
    { title: `Compare "${name}" with "${other}"`, placeHolder: 'At which time?' },
  );
  return choice?.atMs;
}

async function compareWithNow(session: Session, comparison: BranchComparison): Promise<void> {
  const { past, running } = session;
  if (past === undefined || running === undefined) {
    throw new Error('Look back to an earlier moment first: choose one in the timeline.');
  }
  await show(comparison, [
    { name: `Past ${formatElapsed(past.cluster.simulation.nowMs)}`, cluster: past.cluster },
    { name: `Now ${formatElapsed(running.cluster.simulation.nowMs)}`, cluster: running.cluster },
  ]);
}

async function show(
  comparison: BranchComparison,
  [a, b]: readonly ComparedCluster[],
): Promise<void> {
  if (a === undefined || b === undefined) return;
  const { summary } = await comparison.show(a, b);
  void vscode.window.showInformationMessage(`${a.name} and ${b.name}: ${summary}.`);
}

function branchOf(item: unknown): string | undefined {
  // From the menu of the timeline comes its item.
  const target = (item as Partial<TimelineItem> | undefined)?.target;
  if (target?.type === 'branch') return target.name;
  return typeof item === 'string' ? item : undefined;
}

async function pickBranch(
  session: Session,
  title: string,
  others: readonly string[] = [],
  without?: string,
): Promise<string | undefined> {
  if (session.running === undefined) throw new NoClusterError();
  const names = [...others, ...session.branches.names].filter((name) => name !== without);
  if (names.length === 0) {
    throw new Error(
      'There is no other branch yet. Look back to an earlier moment and choose "Continue from Here".',
    );
  }
  const items = names.map((label) => ({
    label,
    description: label === session.branch ? 'runs now' : 'kept',
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a branch' }))
    ?.label;
}
