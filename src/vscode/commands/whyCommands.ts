// Commands that ask why: of a tree item, of any object, of one that is gone.
import * as vscode from 'vscode';
import type { Session } from '../session';
import { componentPod } from '../../views/tree/clusterTree';
import type { TreeTarget } from '../../views/tree/treeItemModel';
import { formatElapsed } from '../../views/elapsed';
import { addressOf, targetAt, targetOfItem, type WhyAddress } from '../../views/causes/whyTarget';
import type { LifePanel } from '../why/lifePanel';
import type { RevisionAddress, RevisionDocuments } from '../why/revisionDocuments';
import type { WhyPanel } from '../why/whyPanel';
import type { CommandTable } from './commandTable';

/** More than these nobody reads through; they are searched by name. */
const MAX_PICKS = 2_000;

export function whyCommands(
  session: Session,
  pages: { readonly why: WhyPanel; readonly life: LifePanel },
  revisions: RevisionDocuments,
): CommandTable {
  const { why, life } = pages;
  return {
    /** Of the tree item it is chosen on, or of the object that a link names. */
    'clusterLab.why': async (target, first) => {
      const address = addressIn(session, target, first) ?? (await pickObject(session));
      if (address !== undefined) await why.show(address);
    },
    'clusterLab.whyObject': async () => {
      const address = await pickObject(session);
      if (address !== undefined) await why.show(address);
    },
    'clusterLab.showRequestLife': async () => {
      const request = await pickRequest(session);
      if (request !== undefined) life.show(request.traceId);
    },
    'clusterLab.showRevision': async (_target, address) => {
      const history = session.shown?.cluster.history;
      const target = history && targetAt(history, address);
      const revision = (address as { readonly revision?: unknown } | undefined)?.revision;
      if (target === undefined || typeof revision !== 'number') return;
      const shown: RevisionAddress = { ...addressOf(target), revision };
      await revisions.show(shown);
    },
  };
}

function addressIn(
  session: Session,
  item: TreeTarget | undefined,
  argument: unknown,
): WhyAddress | undefined {
  const { shown } = session;
  if (shown === undefined) return undefined;
  if (item?.type === 'component') {
    const pod = componentPod(shown.state, item.node, item.component);
    const { namespace, name } = pod?.metadata ?? {};
    return name === undefined || namespace === undefined
      ? { group: '', kind: 'Node', name: item.node }
      : { group: '', kind: 'Pod', namespace, name };
  }
  const target =
    item === undefined ? targetAt(shown.cluster.history, argument) : targetOfItem(item);
  return target === undefined ? undefined : addressOf(target);
}

async function pickObject(session: Session): Promise<WhyAddress | undefined> {
  const { shown } = session;
  if (shown === undefined) {
    void vscode.window.showInformationMessage('No cluster is running. Start one first.');
    return undefined;
  }
  const { history } = shown.cluster;
  const picks = history.lastChanges(MAX_PICKS).map((change) => {
    const when = `${formatElapsed(change.atMs)} · revision ${String(change.revision)}`;
    const { namespace, name, resource } = change;
    return {
      label: `${resource.kind} ${name}`,
      description: namespace ?? '',
      detail: change.type === 'deleted' ? `$(trash) Gone since ${when}` : `Last changed ${when}`,
      address: addressOf(change),
    };
  });
  const choice = await vscode.window.showQuickPick(picks, {
    title: 'Why Is It So?',
    placeHolder: 'Choose an object; those that changed last come first, also those that are gone',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return choice?.address;
}

/** The newest first; one to follow whatever comes is above them. */
async function pickRequest(
  session: Session,
): Promise<{ readonly traceId: number | undefined } | undefined> {
  const requests = (session.shown?.cluster.history.inputs ?? [])
    .filter(({ label }) => label === 'request')
    .reverse();
  const choice = await vscode.window.showQuickPick(
    [
      {
        label: '$(debug-continue) The newest request, live',
        description: 'as it unfolds',
        traceId: undefined,
      },
      ...requests.map(({ traceId, atMs, subject }) => ({
        label: subject,
        description: formatElapsed(atMs),
        traceId,
      })),
    ],
    { title: 'What Happens After kubectl apply?', placeHolder: 'Choose a request' },
  );
  return choice;
}
