// Runs the cases, each when it is told to, in a process of its own: the library needs a newer Node than the extension
// does. usage: a child process with a channel, the kubeconfig as its argument.
import { caseLab } from './caseLab';
import { electionCases } from './electionCases';
import { informerCases } from './informerCases';
import { patchCases } from './patchCases';
import { podCases } from './podCases';
import type { CaseName, ClusterAction, FromLibrary, ToLibrary } from './protocol';
import { requestCases } from './requestCases';
import { sessionCases } from './sessionCases';

function say(message: FromLibrary): void {
  process.send?.(message);
}

let acted: (() => void) | undefined;

function act(action: ClusterAction): Promise<void> {
  return new Promise((resolve) => {
    acted = resolve;
    say({ type: 'act', action });
  });
}

const lab = caseLab(process.argv[2] ?? '', act);
const cases: Partial<Record<CaseName, () => Promise<void>>> = {
  ...requestCases(lab),
  ...patchCases(lab),
  ...informerCases(lab),
  ...podCases(lab),
  ...sessionCases(lab),
  ...electionCases(lab),
};

async function run(name: CaseName): Promise<void> {
  let complaint: string | undefined;
  try {
    const body = cases[name];
    if (body === undefined) throw new Error('there is no such case');
    await body();
  } catch (error) {
    complaint = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  say({ type: 'ended', name, complaint });
}

process.on('message', (message: ToLibrary) => {
  if (message.type === 'run') void run(message.name);
  else acted?.();
});
// A lost connection is for the case to find, not the end of all of them.
process.on('disconnect', () => process.exit(0));
say({ type: 'ready' });
