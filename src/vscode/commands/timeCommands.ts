// Commands on time: pause, resume, step, speed, and running ahead.
import * as vscode from 'vscode';
import { MAX_SPEED, MIN_SPEED } from '../pacer';
import type { Running, Session } from '../session';
import { SPEEDS } from '../speeds';
import { requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';

export function timeCommands(session: Session): CommandTable {
  return {
    'clusterLab.pause': () => {
      requireRunning(session).pacer.pause();
    },
    'clusterLab.resume': () => {
      requireRunning(session).pacer.play();
    },
    'clusterLab.step': () => {
      requireRunning(session).pacer.step();
    },
    'clusterLab.setSpeed': (_target, speed) => setSpeed(session, speed),
    'clusterLab.runFor': (_target, ms) => runFor(session, ms),
    'clusterLab.runUntilIdle': () => runUntilIdle(session),
    'clusterLab.timeMenu': () => timeMenu(session),
  };
}

async function setSpeed(session: Session, argument: unknown): Promise<void> {
  const { pacer } = requireRunning(session);
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
  const running = requireRunning(session);
  const ms =
    typeof argument === 'number'
      ? argument
      : (
          await vscode.window.showQuickPick(STRETCHES, {
            title: 'Run Ahead',
            placeHolder: 'How much time to let pass, as fast as possible',
          })
        )?.ms;
  if (ms !== undefined) await ahead(running, ms, () => false);
}

async function runUntilIdle(session: Session): Promise<void> {
  const running = requireRunning(session);
  await ahead(running, 3_600_000, () => running.cluster.simulation.isIdle);
}

/** Runs ahead with progress; cancelling stops there and keeps what has happened. */
async function ahead(running: Running, limitMs: number, reached: () => boolean): Promise<void> {
  const { pacer, cluster } = running;
  const startMs = cluster.simulation.nowMs;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Running ahead', cancellable: true },
    async (progress, token) => {
      const run = pacer.run({ reached, limitMs });
      token.onCancellationRequested(() => {
        pacer.pause();
      });
      let shown = 0;
      const stop = pacer.onDidChange(() => {
        const passed = ((cluster.simulation.nowMs - startMs) / limitMs) * 100;
        progress.report({ increment: passed - shown });
        shown = passed;
      });
      await run;
      stop();
    },
  );
}

async function timeMenu(session: Session): Promise<void> {
  const { pacer } = requireRunning(session);
  const choice = await vscode.window.showQuickPick(
    [
      pacer.isPlaying
        ? menuItem('debug-pause', 'Pause', 'clusterLab.pause')
        : menuItem('play', 'Resume', 'clusterLab.resume'),
      menuItem('debug-step-over', 'Step to the next event', 'clusterLab.step'),
      menuItem('dashboard', 'Set the speed…', 'clusterLab.setSpeed'),
      menuItem('debug-continue', 'Run ahead…', 'clusterLab.runFor'),
      menuItem('run-all', 'Run until nothing is left to do', 'clusterLab.runUntilIdle'),
    ],
    { title: `The cluster's time: ${session.clockText()}` },
  );
  if (choice !== undefined) await vscode.commands.executeCommand(choice.command);
}

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

function menuItem(icon: string, label: string, command: string): MenuItem {
  return { label, iconPath: new vscode.ThemeIcon(icon), command };
}
