// Apply and delete manifests: by CodeLens for a document, by command for the file. Reports each
// object in kubectl's words, in the output and in one message.
import * as vscode from 'vscode';
import { applySteps } from '../../kubectl/apply';
import { deleteSteps } from '../../kubectl/deleteManifests';
import type { ManifestInput } from '../../kubectl/manifestInput';
import type { ManifestOutcome, VerbSteps } from '../../kubectl/manifestVerb';
import { applicableDocuments } from '../../manifest/codeLenses';
import { deletionQuestion } from '../../manifest/deletionQuestion';
import { requireRunning } from '../commands/clusterCommands';
import { confirmed } from '../commands/pick';
import { inSlices } from '../inSlices';
import type { LessonProgress } from '../lessonProgress';
import { realTime } from '../pacer';
import { API_SERVER_ADVICE, type Report } from '../report';
import type { Session } from '../session';
import type { AppliedResults } from './appliedResults';
import type { LastManifest } from './lastManifest';
import type { ManifestCommandTable } from './manifestCommandTable';
import { isYaml } from './isYaml';
import type { ManifestDocuments } from './manifestDocuments';
import type { SampleManifests } from './sampleManifests';

export interface ManifestCommandOptions {
  readonly session: Session;
  readonly documents: ManifestDocuments;
  readonly report: Report;
  readonly lessons: LessonProgress;
  readonly results: AppliedResults;
  readonly samples: SampleManifests;
  readonly last: LastManifest;
}

type Verb = 'apply' | 'delete';

export function manifestCommands(options: ManifestCommandOptions): ManifestCommandTable {
  return {
    'clusterLab.applyFile': (_target, uri) => runVerb(options, 'apply', asUri(uri)),
    'clusterLab.deleteFile': (_target, uri) => runVerb(options, 'delete', asUri(uri)),
    'clusterLab.applyDocument': (_target, uri, index) =>
      runVerb(options, 'apply', asUri(uri), asIndex(index) ?? 'cursor'),
    'clusterLab.deleteDocument': (_target, uri, index) =>
      runVerb(options, 'delete', asUri(uri), asIndex(index) ?? 'cursor'),
    'clusterLab.runSample': () => runSample(options),
    'clusterLab.openSample': (_target, name) => options.samples.open(asName(name)),
  };
}

async function runVerb(
  options: ManifestCommandOptions,
  verb: Verb,
  uri: vscode.Uri | undefined,
  which?: number | 'cursor',
): Promise<void> {
  requireRunning(options.session);
  const document = uri === undefined ? options.last.current() : await openText(uri);
  if (document === undefined || !isYaml(document)) {
    throw new Error(
      'Open a YAML manifest first, or try one of the samples ("Open Sample Manifest").',
    );
  }
  const index = which === 'cursor' ? await indexAtCursor(options.documents, document) : which;
  const done = await runOnDocument(options, verb, document, index);
  if (verb === 'apply' && done) options.lessons.reach('applied');
}

async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    // VS Code puts the whole address before its reason.
    const reason = /Detail: (.*)/s.exec(String(error))?.[1] ?? 'it cannot be opened as text';
    throw new Error(`error: ${nameOf(uri)}: ${reason}`);
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? 'manifest.yaml';
}

/** Which of a file's documents the cursor is in. */
async function indexAtCursor(
  documents: ManifestDocuments,
  document: vscode.TextDocument,
): Promise<number | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document) throw new Error('Put the cursor into a document first.');
  const offset = document.offsetAt(editor.selection.active);
  const analyzer = await documents.analyzedSoon(document);
  return analyzer.documents.findLast(({ start }) => start <= offset)?.index;
}

/** Resolves to whether the cluster took any of it. */
async function runOnDocument(
  options: ManifestCommandOptions,
  verb: Verb,
  document: vscode.TextDocument,
  documentIndex?: number,
): Promise<boolean> {
  const source = nameOf(document.uri);
  const analyzer = await options.documents.analyzedSoon(document);
  const { inputs, errors } = applicableDocuments(analyzer, source, documentIndex);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  if (inputs.length === 0) {
    throw new Error(
      `error: no objects passed to ${verb}: ${source} has no document with apiVersion and kind.`,
    );
  }
  if (verb === 'delete' && !(await deletionConfirmed(inputs, source))) return false;
  const { admin, cluster } = requireRunning(options.session);
  const { schema } = options.documents.knowledge;
  const verbOptions = { client: admin, schema, source };
  const run = verb === 'apply' ? applySteps : deleteSteps;
  const outcomes: ManifestOutcome[] = [];
  const steps = documentSteps(
    inputs,
    (input) => run([input], verbOptions),
    (index, done) => {
      const text = analyzer.documents[index]?.text ?? '';
      options.results.set(document.uri, index, text, done);
      outcomes.push(...done);
    },
  );
  const show = (): void => {
    options.results.show();
  };
  const isCancelled = (): boolean => options.session.running?.cluster !== cluster;
  await inSlices(realTime, steps, { onSlice: show, isCancelled });
  show();
  tell(options.report, `$ kubectl ${verb} -f ${source}`, outcomes, cluster.isServing);
  return outcomes.some(({ outcome }) => outcome !== 'failed');
}

/** Works on one document after the other, an object a step, and tells what became of each. */
function* documentSteps(
  inputs: readonly ManifestInput[],
  run: (input: ManifestInput) => VerbSteps,
  done: (documentIndex: number, outcomes: readonly ManifestOutcome[]) => void,
): Generator<undefined, void> {
  for (const input of inputs) done(input.documentIndex, (yield* run(input)).outcomes);
}

function deletionConfirmed(inputs: readonly ManifestInput[], source: string): Promise<boolean> {
  const { question, list } = deletionQuestion(inputs.map(({ value }) => value));
  return confirmed(
    question,
    `${list === '' ? '' : `${list}\n\n`}What is described in ${source} is deleted from the cluster, and with it what belongs to it: the pods of a Deployment, for example. The file stays as it is: apply it to get everything back.`,
    'Delete',
  );
}

function tell(
  report: Report,
  command: string,
  outcomes: readonly ManifestOutcome[],
  answered: boolean,
): void {
  report.log(command, ...outcomes.flatMap(({ message, warnings }) => [...warnings, message]));
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
  const show = async (choice: Thenable<string | undefined>): Promise<void> => {
    if ((await choice) !== undefined) report.showLog();
  };
  if (failed.length > 0) {
    const first = failed[0]?.message ?? '';
    const others = failed.length === 1 ? '' : ` (and ${String(failed.length - 1)} more)`;
    const more = answered ? others : `. ${API_SERVER_ADVICE}`;
    void show(vscode.window.showErrorMessage(`${first}${more}`, 'Show Output'));
  } else {
    void show(vscode.window.showInformationMessage(summary(outcomes), 'Show Output'));
  }
}

/** kubectl's lines where they are few, else how many of each. */
function summary(outcomes: readonly ManifestOutcome[]): string {
  if (outcomes.length <= 3) return outcomes.map(({ message }) => message).join(', ');
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, count]) => `${String(count)} ${outcome}`);
  return `${String(outcomes.length)} objects: ${parts.join(', ')}`;
}

async function runSample(options: ManifestCommandOptions): Promise<void> {
  requireRunning(options.session);
  const document = await options.samples.open('hello.yaml');
  if (document !== undefined) await runOnDocument(options, 'apply', document);
}

function asUri(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}

function asIndex(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function asName(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
