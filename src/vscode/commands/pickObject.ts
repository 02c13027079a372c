// The learner chooses an object: one of those that are seen most, or any by kind and name.
import * as vscode from 'vscode';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { parseObjectReference } from '../../views/goals/objectReference';
import type { ObjectName } from '../../views/objectName';
import type { Shown } from '../shown';

export interface ObjectChoice {
  readonly kind: string;
  /** `Deployment web` */
  readonly label: string;
  /** As kubectl takes it: `deployment/web -n default`. */
  readonly reference: string;
}

/** What the learner works with first, the system's own last. */
export function objectChoices({ state }: Shown): readonly ObjectChoice[] {
  const { deployments, pods, services, replicaSets } = state;
  const lists: readonly (readonly ApiObject[])[] = [
    deployments.list(),
    pods.list(),
    state.sortedNodes(),
    services.list(),
    replicaSets.list(),
  ];
  return lists
    .flat()
    .map((object) => ({ object, system: object.metadata.namespace === 'kube-system' }))
    .sort((a, b) => Number(a.system) - Number(b.system))
    .map(({ object }) => choiceOf(object));
}

function choiceOf({ kind, metadata }: ApiObject): ObjectChoice {
  const { name, namespace } = metadata;
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  return { kind, label: `${kind} ${name}`, reference: `${kind.toLowerCase()}/${name}${where}` };
}

export async function pickObject(shown: Shown, title: string): Promise<ObjectName | undefined> {
  const other: vscode.QuickPickItem = { label: 'Another object…', alwaysShow: true };
  const items = objectChoices(shown).map(({ label, reference }) => ({
    label,
    description: reference,
  }));
  const choice = await vscode.window.showQuickPick([...items, other], {
    title,
    placeHolder: 'Choose an object',
  });
  const reference = choice === other ? await typedReference(title) : choice?.description;
  if (reference === undefined) return undefined;
  return parseObjectReference(reference, shown.cluster.resources);
}

function typedReference(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: 'Kind and name, as for kubectl: configmap/settings -n shop',
  });
}
