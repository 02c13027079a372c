// Commands on time: pause, resume, step, speed, and running ahead.
import * as vscode from 'vscode';
import { durationGoal, idleGoal } from '../../views/goals/runGoals';
import { MAX_SPEED, MIN_SPEED } from '../pacer';
import { runAhead } from '../runAhead';
import type { Session } from '../session';
import { SPEEDS } from '../speeds';
import { requireShown } from './clusterCommands';
import type { CommandTable } from './commandTable';

export function timeCommands(session: Session): CommandTable {
  return {
    'clusterLab.pause': () => {
      requireShown(session).pacer.pause();
    },
    'clusterLab.resume': () => {
      requireShown(session).pacer.play();
    },
    'clusterLab.step': () => {
      requireShown(session).pacer.step();
    },
    'clusterLab.setSpeed': (_target, speed) => setSpeed(session, speed),
    'clusterLab.runFor': (_target, ms) => runFor(session, ms),
    'clusterLab.runUntilIdle': () => runUntilIdle(session),
    'clusterLab.timeMenu': () => timeMenu(session),
  };
}

async function setSpeed(session: Session, argument: unknown): Promise<void> {
  const { pacer } = requireShown(session);
  const speed = typeof argument === 'number' ? argument : await pickSpeed(pacer.speed);
  if (speed !== undefined) pacer.setSpeed(Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed)));
}

async function pickSpeed(present: number): Promise<number | undefined> {
  const choice = await vscode.window.showQuickPick(
    SPEEDS.map((speed) => ({
      label: `×${String(speed)}`,
      description: speed === present ? 'now' : describe(speed),
      speed,
    })),
    { title: 'Speed of the Cluster', placeHolder: 'How fast the time of the cluster runs' },
  );
  return choice?.speed;
}

function describe(speed: number): string {
  if (speed === 1) return 'real time';
  if (speed < 1) return 'slow motion';
  return speed >= 60 ? `${String(speed / 60)} minutes a second` : '';
}

const STRETCHES = [
  { label: '10 seconds', ms: 10_000 },
  { label: '1 minute', ms: 60_000 },
  { label: '5 minutes', description: 'how long pods of a lost node are waited for', ms: 300_000 },
  { label: '10 minutes', ms: 600_000 },
  { label: '1 hour', ms: 3_600_000 },
] as const;

async function runFor(session: Session, argument: unknown): Promise<void> {
  const running = requireShown(session);
  const ms =
    typeof argument === 'number'
      ? argument
      : (
          await vscode.window.showQuickPick(STRETCHES, {
            title: 'Run Ahead',
            placeHolder: 'How much time to let pass, as fast as possible',
          })
        )?.ms;
  if (ms !== undefined) await runAhead(running, durationGoal(ms));
}

async function runUntilIdle(session: Session): Promise<void> {
  const running = requireShown(session);
  await runAhead(running, idleGoal(running.cluster));
}

async function timeMenu(session: Session): Promise<void> {
  const { pacer } = requireShown(session);
  const choice = await vscode.window.showQuickPick(
    [
      pacer.isPlaying
        ? menuItem('debug-pause', 'Pause', 'clusterLab.pause')
        : menuItem('play', 'Resume', 'clusterLab.resume'),
      menuItem('debug-step-over', 'Step to the next event', 'clusterLab.step'),
      menuItem('debug-step-into', 'Step to the next write to the API', 'clusterLab.stepToWrite'),
      menuItem(
        'debug-step-out',
        'Step to the next change of an object…',
        'clusterLab.stepToChange',
      ),
      menuItem('debug-step-back', 'Step back one event', 'clusterLab.stepBack'),
      menuItem('dashboard', 'Set the speed…', 'clusterLab.setSpeed'),
      menuItem('debug-continue', 'Run ahead…', 'clusterLab.runFor'),
      menuItem('run-all', 'Run until nothing is left to do', 'clusterLab.runUntilIdle'),
      menuItem('target', 'Run until…', 'clusterLab.runUntil'),
      menuItem('history', 'Look back to a time…', 'clusterLab.lookBack'),
      ...(session.past === undefined ? [] : pastItems()),
    ],
    { title: `The cluster's time: ${session.clockText()}` },
  );
  if (choice !== undefined) await vscode.commands.executeCommand(choice.command);
}

function pastItems(): readonly MenuItem[] {
  return [
    menuItem('debug-restart-frame', 'Return to now', 'clusterLab.returnToNow'),
    menuItem('git-branch', 'Continue from here', 'clusterLab.continueFromHere'),
  ];
}

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

function menuItem(icon: string, label: string, command: string): MenuItem {
  return { label, iconPath: new vscode.ThemeIcon(icon), command };
}
