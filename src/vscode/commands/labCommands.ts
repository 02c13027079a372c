// Commands on lab files: save the cluster as one, open one, begin a new one.
import * as vscode from 'vscode';
import { initialWorkers } from '../../cluster/clusterConfig';
import type { LabFile } from '../../labfile/labFile';
import type { ReadLab } from '../../labfile/readLab';
import { LineIndex } from '../../manifest/lineIndex';
import { inSlices } from '../inSlices';
import { fileOf, openedLab, type LabChance } from '../lab/openedLab';
import { realTime } from '../pacer';
import { withReplayProgress } from '../replayProgress';
import type { Session } from '../session';
import { bootFast, requireRunning } from './clusterCommands';
import type { CommandTable } from './commandTable';

export interface LabCommandOptions {
  readonly session: Session;
  readonly chance: () => LabChance;
  readonly extensionVersion: string;
  /** The labs that come with the extension. */
  readonly labs: vscode.Uri;
}

const SUFFIX = '.clusterlab.yaml';
const FILTERS = { 'Cluster Lab': ['clusterlab.yaml', 'yaml', 'yml'] };

export function labCommands(options: LabCommandOptions): CommandTable {
  return {
    'clusterLab.saveLab': () => save(options.session),
    'clusterLab.openLab': (_target, uri) => open(options, uri),
    'clusterLab.newLab': (_target, name) => newLab(options, name),
  };
}

async function save(session: Session): Promise<void> {
  requireRunning(session);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = session.branch;
  const fileName = `${name.replace(/[^\w.-]+/g, '-').toLowerCase()}${SUFFIX}`;
  const uri = await vscode.window.showSaveDialog({
    title: 'Save Lab As',
    filters: FILTERS,
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
  });
  if (uri === undefined || session.running === undefined) return;
  const { writeLab } = await import('../../labfile/writeLab');
  const text = writeLab(fileOf(name, session.branches.lab(session.branch)));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const choice = await vscode.window.showInformationMessage(
    `Saved: whoever opens ${baseName(uri)} has this very run. It holds everything that was sent to the cluster, Secrets too.`,
    'Show File',
  );
  if (choice !== undefined) await vscode.window.showTextDocument(uri);
}

/** The running cluster and what is saved of it stay until the new one stands. */
async function open(options: LabCommandOptions, argument: unknown): Promise<void> {
  const { session, chance, extensionVersion } = options;
  const uri = argument instanceof vscode.Uri ? argument : await chooseFile();
  if (uri === undefined) return;
  const file = await read(uri);
  if (file === undefined || !(await mayReplace(session, uri))) return;
  const name = file.name ?? baseName(uri).replace(/\.(?:clusterlab\.)?ya?ml$/, '');
  const lab = openedLab(file, chance(), extensionVersion);
  const opened = await withReplayProgress(`Opening ${name}`, (progress) =>
    session.openLab(name, lab, progress),
  );
  if (opened) await welcome(session, file, name);
}

async function welcome(session: Session, file: LabFile, name: string): Promise<void> {
  const { running } = session;
  void vscode.commands.executeCommand('clusterLab.cluster.focus', { preserveFocus: true });
  if (running === undefined) return;
  if (file.journal.length === 0 && file.end === undefined) {
    const { config } = running.cluster;
    const nodes = config.controlPlaneNodes + [...initialWorkers(config)].length;
    await bootFast(session, running, nodes);
    return;
  }
  const choice = await vscode.window.showInformationMessage(
    `This is "${name}" as it was left, and time stands. Look back to see how it came to that.`,
    'Look Back',
    'Resume Time',
  );
  if (choice === undefined) return;
  await vscode.commands.executeCommand(
    choice === 'Look Back' ? 'clusterLab.lookBack' : 'clusterLab.resume',
  );
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title: 'Open Lab', filters: FILTERS });
  return chosen?.[0];
}

/** What is in the editor counts, saved or not. Undefined where it is no lab: then that has been said. */
async function read(uri: vscode.Uri): Promise<LabFile | undefined> {
  const shown = vscode.workspace.textDocuments.find(
    (each) => each.uri.toString() === uri.toString(),
  );
  const text =
    shown?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const { readLab } = await import('../../labfile/readLab');
  const result = await inSlices(realTime, readLab(text));
  if (result?.lab === undefined && result !== undefined) await refuse(uri, text, result);
  return result?.lab;
}

async function refuse(uri: vscode.Uri, text: string, { problems }: ReadLab): Promise<void> {
  const [first, ...more] = problems;
  if (first === undefined) return;
  const { line, character } = new LineIndex(text).positionAt(first.range.start);
  const others = more.length === 0 ? '' : ` (and ${String(more.length)} more)`;
  const choice = await vscode.window.showErrorMessage(
    `${baseName(uri)} was not opened, and nothing has changed. Line ${String(line + 1)}: ${first.message}${others}`,
    'Show Line',
  );
  if (choice === undefined) return;
  const editor = await vscode.window.showTextDocument(uri);
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
}

async function mayReplace(session: Session, uri: vscode.Uri): Promise<boolean> {
  const { running, branch } = session;
  if (running === undefined && !session.hasSavedCluster) return true;
  const kept = running === undefined ? 'The saved cluster' : `The present cluster ("${branch}")`;
  const choice = await vscode.window.showWarningMessage(
    `Open ${baseName(uri)}?`,
    {
      modal: true,
      detail: `${kept} is kept as a branch: "Switch to Branch" brings it back.`,
    },
    'Open',
    ...(running === undefined ? [] : [SAVE_FIRST]),
  );
  if (choice === SAVE_FIRST) {
    await save(session);
    return mayReplace(session, uri);
  }
  return choice === 'Open';
}

const SAVE_FIRST = 'Save It to a File First…';

/** `argument`: the file name of one of the labs that come with the extension. */
async function newLab({ labs }: LabCommandOptions, argument: unknown): Promise<void> {
  const name = typeof argument === 'string' ? argument : await pickLab(labs);
  if (name === undefined) return;
  const content = await textOf(vscode.Uri.joinPath(labs, name));
  const document = await vscode.workspace.openTextDocument({ language: 'clusterlab', content });
  await vscode.window.showTextDocument(document, { preview: false });
}

async function pickLab(labs: vscode.Uri): Promise<string | undefined> {
  const files = await vscode.workspace.fs.readDirectory(labs);
  const items = await Promise.all(
    files.map(async ([file]) => {
      const text = await textOf(vscode.Uri.joinPath(labs, file));
      return { label: valueOf(text, 'name'), detail: valueOf(text, 'description'), file };
    }),
  );
  const choice = await vscode.window.showQuickPick(items, {
    title: 'New Lab',
    placeHolder: 'It opens as a new file of yours: change it as you like, then open the lab',
    matchOnDetail: true,
  });
  return choice?.file;
}

/** Of a lab of ours, which a test has read whole. */
function valueOf(text: string, field: string): string {
  return new RegExp(`^ {2}${field}: (.*)$`, 'm').exec(text)?.[1] ?? '';
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function baseName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
