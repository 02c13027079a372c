// Commands that let time run to something: the next write, the next change of an object, a condition.
import * as vscode from 'vscode';
import type { Cluster } from '../../cluster/cluster';
import { parseObjectReference } from '../../views/goals/objectReference';
import type { RunGoal } from '../../views/goals/runGoal';
import { conditionGoal, nextChangeGoal, nextWriteGoal } from '../../views/goals/runGoals';
import { parseWaitCondition } from '../../views/goals/waitCondition';
import type { ObjectName } from '../../views/objectName';
import type { Session } from '../session';
import type { Shown } from '../shown';
import { runAhead } from '../runAhead';
import { requireShown } from './clusterCommands';
import type { CommandTable } from './commandTable';
import { objectChoices, pickObject } from './pickObject';

export function runUntilCommands(session: Session): CommandTable {
  return {
    'clusterLab.stepToWrite': async () => {
      await stepTo(requireShown(session), nextWriteGoal);
    },
    'clusterLab.stepToChange': (_target, argument) => stepToChange(session, argument),
    'clusterLab.runUntil': (_target, argument) => runUntil(session, argument),
  };
}

async function stepToChange(session: Session, argument: unknown): Promise<void> {
  const shown = requireShown(session);
  const object =
    typeof argument === 'string'
      ? parseObjectReference(argument, shown.cluster.resources)
      : await pickObject(shown, 'Step to the Next Change of an Object');
  if (object === undefined) return;
  await stepTo(shown, (cluster) => nextChangeGoal(cluster, object), `${object.name} to change`);
}

/** Time stands afterwards, as after every step. */
async function stepTo(
  shown: Shown,
  goalOf: (cluster: Cluster) => RunGoal,
  awaited = 'a write',
): Promise<void> {
  shown.pacer.pause();
  const result = await runAhead(shown, goalOf(shown.cluster), `Waiting for ${awaited}`);
  if (result === 'limit') tellMissed(awaited);
}

/** The past ends at the present; the present was given an hour. */
function tellMissed(awaited: string): void {
  void vscode.window.showInformationMessage(`Waited for ${awaited}: it did not come.`);
}

/** `argument`: `deployment/web condition=Available`. */
async function runUntil(session: Session, argument: unknown): Promise<void> {
  const shown = requireShown(session);
  const text = typeof argument === 'string' ? argument : await pickCondition(shown);
  if (text === undefined) return;
  const { object, condition } = readCondition(shown, text);
  const goal = conditionGoal(shown.cluster, object, parseWaitCondition(condition));
  const result = await runAhead(shown, goal, `Running until ${text}`);
  if (result === 'limit') tellMissed(text);
}

const CONDITIONS = /\s(?:--for[ =])?((?:condition|jsonpath|create|delete)\b.*)$/i;

function readCondition(
  { cluster }: Shown,
  text: string,
): { readonly object: ObjectName; readonly condition: string } {
  const [, condition] = CONDITIONS.exec(text) ?? [];
  if (condition === undefined) {
    throw new Error(
      'Name an object and a condition as for kubectl wait: deployment/web condition=Available',
    );
  }
  const object = parseObjectReference(text.replace(CONDITIONS, ''), cluster.resources);
  return { object, condition };
}

interface ConditionItem extends vscode.QuickPickItem {
  readonly text?: string;
}

/** What is likely to be waited for, and whatever is typed. */
function pickCondition(shown: Shown): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<ConditionItem>();
  picker.title = 'Run Until…';
  picker.placeholder = 'Choose, or type as for kubectl wait: deployment/web condition=Available';
  picker.matchOnDescription = true;
  const known = likelyConditions(shown);
  picker.items = known;
  picker.onDidChangeValue((value) => {
    const typed: ConditionItem = { label: value, description: 'as typed', alwaysShow: true };
    picker.items = value.trim() === '' ? known : [...known, { ...typed, text: value }];
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      resolve(item?.text ?? picker.value);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

const WAITS: Readonly<Record<string, readonly (readonly [words: string, condition: string])[]>> = {
  Deployment: [['Available', 'condition=Available']],
  Pod: [
    ['Ready', 'condition=Ready'],
    ['Running', 'jsonpath={.status.phase}=Running'],
    ['gone', 'delete'],
  ],
  Node: [
    ['Ready', 'condition=Ready'],
    ['not heard of any more', 'condition=Ready=Unknown'],
  ],
};

function likelyConditions(shown: Shown): readonly ConditionItem[] {
  return objectChoices(shown).flatMap(({ label, reference, kind }) =>
    (WAITS[kind] ?? []).map(([words, condition]) => ({
      label: `${label} ${words}`,
      description: condition,
      text: `${reference} ${condition}`,
    })),
  );
}
