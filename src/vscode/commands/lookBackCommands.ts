// Commands on the past: look back to a time, step back, return, and go on from there.
import * as vscode from 'vscode';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { Moment } from '../../simulation/moment';
import { formatElapsed, parseElapsed } from '../../views/elapsed';
import type { LookBackTarget } from '../past';
import { withReplayProgress } from '../replayProgress';
import type { Session } from '../session';
import { requireShown } from './clusterCommands';
import type { CommandTable } from './commandTable';

export function lookBackCommands(session: Session): CommandTable {
  return {
    'clusterLab.lookBack': (_target, argument) => lookBackToTime(session, argument),
    'clusterLab.lookBackTo': (_target, argument) => lookBackTo(session, argument),
    'clusterLab.stepBack': () => stepBack(session),
    'clusterLab.returnToNow': () => {
      session.returnToNow();
    },
    'clusterLab.continueFromHere': (_target, argument) => continueFromHere(session, argument),
  };
}

/** `argument`: a moment, as the timeline has it. */
async function lookBackTo(session: Session, argument: unknown): Promise<void> {
  requireShown(session);
  if (isMoment(argument)) await goTo(session, argument);
}

function isMoment(value: unknown): value is Moment {
  return (
    isJsonObject(value) &&
    ['executedEvents', 'nowMs', 'inputs'].every((key) => typeof value[key] === 'number')
  );
}

async function goTo(session: Session, target: LookBackTarget): Promise<void> {
  await withReplayProgress('Looking back', (options) => session.lookBack(target, options));
}

async function lookBackToTime(session: Session, argument: unknown): Promise<void> {
  requireShown(session);
  const atMs = typeof argument === 'number' ? argument : await askForTime(session);
  if (atMs !== undefined) await goTo(session, { atMs });
}

async function askForTime(session: Session): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Look Back to a Time',
    prompt: `A time since the cluster started, up to ${nowText(session)}; or so long ago: -30s.`,
    value: session.clockText(),
    validateInput: (value) =>
      readTime(session, value) === undefined
        ? 'A time such as 0:05:12 or 5m12s, or one ago: -30s.'
        : undefined,
  });
  return text === undefined ? undefined : readTime(session, text);
}

/** `-30s` counts from what is shown. */
function readTime(session: Session, text: string): number | undefined {
  const { shown } = session;
  if (shown === undefined) return undefined;
  const ago = text.trim().startsWith('-');
  const ms = parseElapsed(text.trim().replace(/^-\s*/, ''));
  if (ms === undefined || !ago) return ms;
  return Math.max(0, shown.cluster.simulation.nowMs - ms);
}

function nowText({ running }: Session): string {
  return formatElapsed(running?.cluster.simulation.nowMs ?? 0);
}

async function stepBack(session: Session): Promise<void> {
  requireShown(session);
  if (await session.stepBack()) return;
  void vscode.window.showInformationMessage('This is the very start of the cluster.');
}

async function continueFromHere(session: Session, argument: unknown): Promise<void> {
  const { past } = session;
  if (past === undefined) {
    throw new Error('Look back to an earlier moment first: choose one in the timeline.');
  }
  const name = typeof argument === 'string' ? argument : await askForName(session);
  // Meanwhile the learner may have returned.
  if (name === undefined || session.past !== past) return;
  const kept = session.continueFromHere(name);
  const choice = await vscode.window.showInformationMessage(
    `${session.clockText()} is the present now, and time stands. What had happened after it is kept as the branch "${kept}".`,
    'Resume Time',
  );
  if (choice !== undefined) await vscode.commands.executeCommand('clusterLab.resume');
}

function askForName(session: Session): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Continue from Here',
    prompt: `What has happened between ${session.clockText()} and ${nowText(session)} is kept as a branch. Its name:`,
    value: session.branch,
    validateInput: branchNameProblem,
  });
}

const MAX_NAME_LENGTH = 60;

/** What is wrong with a name for a branch. */
export function branchNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'A branch needs a name.';
  if (name.length > MAX_NAME_LENGTH) return `At most ${String(MAX_NAME_LENGTH)} characters.`;
  return undefined;
}
