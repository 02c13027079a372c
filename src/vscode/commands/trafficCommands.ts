// Commands on simulated users: send and stop their traffic, and read what became of it.
import * as vscode from 'vscode';
import { INGRESSES } from '../../apis/resources';
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import {
  MAX_REQUESTS_PER_SECOND,
  type TrafficTarget,
} from '../../cluster/network/traffic/trafficSpec';
import { targetChoices } from '../../views/traffic/trafficTargets';
import { moneyText, targetTitle } from '../../views/traffic/trafficWords';
import type { Running, Session } from '../session';
import type { ReportPanel } from '../traffic/reportPanel';
import { requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';

/** How long a user waits before they give up, virtual ms. */
const TIMEOUT_MS = 10_000;
const RATES = [1, 10, 50, 200];

export function trafficCommands(session: Session, panel: ReportPanel): CommandTable {
  return {
    'clusterLab.sendTraffic': () => sendTraffic(session),
    'clusterLab.stopTraffic': (_, item) => stopTraffic(session, item),
    'clusterLab.showTrafficReport': async (_, item) => {
      const { cluster } = session.shown ?? requireRunning(session);
      const run = await pickRun(cluster.traffic.runs, item, 'Traffic Report');
      if (run !== undefined) panel.showReport(run.spec.id);
    },
  };
}

async function sendTraffic(session: Session): Promise<void> {
  const target = await pickTarget(requireRunning(session));
  if (target === undefined) return;
  const requestsPerSecond = await pickRate(target);
  if (requestsPerSecond === undefined) return;
  const { traffic } = requireRunning(session).cluster;
  session.input({
    type: 'startTraffic',
    traffic: {
      id: freeId(traffic.runs),
      target,
      path: '/',
      requestsPerSecond,
      pricePerFailure: pricePerFailure(),
      timeoutMs: TIMEOUT_MS,
    },
  });
  void vscode.commands.executeCommand('clusterLab.traffic.focus', { preserveFocus: true });
}

export function pricePerFailure(): number {
  const price = vscode.workspace
    .getConfiguration('clusterLab.traffic')
    .get<number>('pricePerFailedRequest', 0.1);
  return Number.isFinite(price) && price >= 0 ? price : 0.1;
}

function freeId(runs: readonly TrafficRun[]): string {
  const taken = new Set(runs.map(({ spec }) => spec.id));
  let number = 1;
  while (taken.has(`traffic-${String(number)}`)) number++;
  return `traffic-${String(number)}`;
}

async function pickTarget(running: Running): Promise<TrafficTarget | undefined> {
  const { cluster, state } = running;
  // Users do not ask the API server: the list is there while it is down, too.
  const reader = cluster.userClient(cluster.observerApi);
  const choices = targetChoices(state.services.list(), reader.list(INGRESSES).items);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      'There is no Service yet that users could call. Apply a manifest with one, such as the sample guestbook.yaml.',
    );
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(choices, {
    title: 'Send Traffic',
    placeHolder: 'Whom do simulated users call?',
    matchOnDescription: true,
  });
  return choice?.target;
}

async function pickRate(target: TrafficTarget): Promise<number | undefined> {
  const price = moneyText(pricePerFailure());
  const other = 'Another rate…';
  const choice = await vscode.window.showQuickPick(
    [
      ...RATES.map((rate) => ({
        label: `${String(rate)} ${rate === 1 ? 'request' : 'requests'} per second`,
        description: `offline, that costs ${moneyText(rate * 60 * pricePerFailure())} a minute`,
        rate,
      })),
      { label: other, description: '', rate: undefined },
    ],
    {
      title: `Send Traffic to ${targetTitle(target)}`,
      placeHolder: `How many requests a second? Each that fails costs ${price}.`,
    },
  );
  if (choice === undefined || choice.rate !== undefined) return choice?.rate;
  const text = await vscode.window.showInputBox({
    title: 'Requests per second',
    value: '20',
    validateInput: (value) =>
      isRate(Number(value))
        ? undefined
        : `A number above 0, at most ${String(MAX_REQUESTS_PER_SECOND)}.`,
  });
  return text === undefined ? undefined : Number(text);
}

function isRate(rate: number): boolean {
  return rate > 0 && rate <= MAX_REQUESTS_PER_SECOND;
}

async function stopTraffic(session: Session, item: unknown): Promise<void> {
  const run = await pickRun(requireRunning(session).cluster.traffic.active, item, 'Stop Traffic');
  if (run !== undefined) session.input({ type: 'stopTraffic', id: run.spec.id });
}

/** The one that the item in the view stands for, the only one, or one that the learner picks. */
async function pickRun(
  runs: readonly TrafficRun[],
  item: unknown,
  title: string,
): Promise<TrafficRun | undefined> {
  const id = trafficOf(item);
  const known = runs.find(({ spec }) => spec.id === id);
  if (known !== undefined) return known;
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(
      'No simulated users send requests. Choose "Send Traffic" first.',
    );
    return undefined;
  }
  if (runs.length === 1) return runs[0];
  const choice = await vscode.window.showQuickPick(
    runs.map((run) => ({
      label: targetTitle(run.spec.target),
      description: `${String(run.spec.requestsPerSecond)} requests/s${run.stoppedAtMs === undefined ? '' : ' · ended'}`,
      run,
    })),
    { title, placeHolder: 'Choose the traffic' },
  );
  return choice?.run;
}

/** Items of the traffic view say which traffic they belong to. */
function trafficOf(item: unknown): string | undefined {
  const isItem = typeof item === 'object' && item !== null && 'traffic' in item;
  return isItem && typeof item.traffic === 'string' ? item.traffic : undefined;
}
