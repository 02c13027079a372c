// Wires the features of the extension together.
import * as vscode from 'vscode';
import { Cluster } from '../cluster/cluster';
import { ApiAccess } from './access/apiAccess';
import { terminalOptions } from './access/kubectlTerminal';
import { RequestLog } from './access/requestLog';
import { accessCommands } from './commands/accessCommands';
import { clusterCommands, restoreWithProgress } from './commands/clusterCommands';
import { registerCommands } from './commands/commandTable';
import { nodeCommands } from './commands/nodeCommands';
import { diagramCommands } from './commands/diagramCommands';
import { timeCommands } from './commands/timeCommands';
import { workloadCommands } from './commands/workloadCommands';
import { ContextKeys } from './contextKeys';
import { DiagramPanel } from './diagram/diagramPanel';
import { ViewFile } from './diagram/viewFile';
import { LabStore } from './labStore';
import { LessonProgress } from './lessonProgress';
import { AppliedResults } from './manifest/appliedResults';
import { ManifestCodeActionProvider } from './manifest/codeActionProvider';
import { ManifestCodeLensProvider } from './manifest/codeLensProvider';
import { ManifestDiagnostics } from './manifest/diagnostics';
import { ManifestFieldHelp } from './manifest/fieldHelp';
import { manifestCommands } from './manifest/manifestCommands';
import { LastManifest } from './manifest/lastManifest';
import { ManifestDocuments } from './manifest/manifestDocuments';
import { SampleManifests } from './manifest/sampleManifests';
import { realTime } from './pacer';
import { Report } from './report';
import { SchemaLoader } from './schemaLoader';
import { Session, type SessionReports } from './session';
import { StatusBar } from './statusBar';
import { ClusterTreeView } from './tree/clusterTreeView';

/** Everything that was started ends with the returned disposable. */
export function startFeatures(context: vscode.ExtensionContext): vscode.Disposable {
  const report = new Report();
  const loader = new SchemaLoader(context.asAbsolutePath('dist/kubernetes.json'));
  const session = createSession(context, report, loader);
  const keys = new ContextKeys(session);
  const lessons = new LessonProgress(session, keys);
  const documents = new ManifestDocuments(() => loader.knowledge);
  const results = new AppliedResults();
  const diagram = new DiagramPanel({
    extensionUri: context.extensionUri,
    session,
    views: new ViewFile(storageFolder(context)),
    log: (text) => {
      report.log(text);
    },
    onComponentChosen: () => {
      lessons.reach('sawComponents');
    },
  });
  const samples = new SampleManifests(
    vscode.Uri.joinPath(context.extensionUri, 'media', 'samples'),
  );
  const last = new LastManifest();
  const requests = new RequestLog(() => session.clockText());
  const access = createAccess(context, session, report, requests);
  const table = {
    ...clusterCommands(session),
    ...timeCommands(session),
    ...nodeCommands(session, report),
    ...workloadCommands(session, report),
    ...diagramCommands(diagram, lessons),
    ...accessCommands(session, access, requests),
    ...manifestCommands({ session, documents, report, lessons, results, samples, last }),
  };
  void report.guard('Cluster Lab could not restore the cluster', () =>
    restoreWithProgress(session, true),
  );
  return vscode.Disposable.from(
    ...registerCommands(table, report),
    ...manifestFeatures(documents, loader, lessons, results),
    ...accessFeatures(session, access, requests),
    forgetResults(session, results),
    last,
    new ClusterTreeView(session),
    new StatusBar(session),
    diagram,
    lessons,
    keys,
    session,
    report,
  );
}

/** The way in for kubectl. */
function createAccess(
  context: vscode.ExtensionContext,
  session: Session,
  report: Report,
  requests: RequestLog,
): ApiAccess {
  const settings = (): vscode.WorkspaceConfiguration =>
    vscode.workspace.getConfiguration('clusterLab.api');
  return new ApiAccess({
    session,
    folder: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'kubernetes')
      .fsPath,
    wantedPort: () =>
      settings().get<boolean>('enabled', true) ? settings().get<number>('port', 0) : undefined,
    lastPort: () => context.workspaceState.get<number>(LAST_PORT, 0),
    rememberPort: (port) => {
      void context.workspaceState.update(LAST_PORT, port);
    },
    onBug: (error) => {
      report.log(`Request failed because of a bug in Cluster Lab: ${error.stack ?? error.message}`);
    },
    onFailure: (error) => {
      void report.error('The cluster could not be made reachable for kubectl', error);
    },
    onAnswer: (answered) => {
      requests.add(answered);
    },
  });
}

const LAST_PORT = 'clusterLab.lastApiPort';

function accessFeatures(
  session: Session,
  access: ApiAccess,
  requests: RequestLog,
): readonly vscode.Disposable[] {
  return [
    access,
    requests,
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('clusterLab.api')) access.restart();
    }),
    vscode.window.registerTerminalProfileProvider('clusterLab.terminal', {
      provideTerminalProfile: async () => {
        const server = await access.server();
        if (server !== undefined) return new vscode.TerminalProfile(await terminalOptions(server));
        void vscode.window.showInformationMessage(
          session.running === undefined
            ? 'Start the cluster first: this terminal is for kubectl on it.'
            : 'The cluster is not reachable from outside: see the setting "clusterLab.api.enabled".',
        );
        return undefined;
      },
    }),
  ];
}

/** What the editor knows of manifests. */
function manifestFeatures(
  documents: ManifestDocuments,
  loader: SchemaLoader,
  lessons: LessonProgress,
  results: AppliedResults,
): readonly vscode.Disposable[] {
  const yaml: vscode.DocumentSelector = { language: 'yaml' };
  const lenses = new ManifestCodeLensProvider(documents, results);
  const help = new ManifestFieldHelp(documents, () => loader.schema);
  const fixes = new ManifestCodeActionProvider(documents, () => loader.knowledge);
  return [
    documents,
    results,
    new ManifestDiagnostics(documents),
    lenses,
    watchForFix(documents, lessons),
    vscode.languages.registerCodeLensProvider(yaml, lenses),
    vscode.languages.registerHoverProvider(yaml, help),
    vscode.languages.registerCompletionItemProvider(yaml, help),
    vscode.languages.registerCodeActionsProvider(yaml, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  ];
}

/** What was applied says nothing of another cluster. */
function forgetResults(session: Session, results: AppliedResults): { dispose(): void } {
  let cluster = session.running?.cluster;
  return session.onDidChange(() => {
    const now = session.running?.cluster;
    if (now === cluster) return;
    cluster = now;
    results.clear();
  });
}

/** The walkthrough's step "Edit a manifest": a file that had errors has none any more. */
function watchForFix(documents: ManifestDocuments, lessons: LessonProgress): vscode.Disposable {
  const wrong = new Set<string>();
  return documents.onDidAnalyze(({ document, analyzer }) => {
    const key = document.uri.toString();
    if (analyzer.diagnostics().some(({ severity }) => severity === 'error')) wrong.add(key);
    else if (wrong.delete(key)) lessons.reach('fixedManifest');
  });
}

function createSession(
  context: vscode.ExtensionContext,
  report: Report,
  loader: SchemaLoader,
): Session {
  // The manifest of this extension says its version.
  const { version } = context.extension.packageJSON as { readonly version: string };
  return new Session({
    store: new LabStore(storageFolder(context), version),
    host: realTime,
    reports: sessionReports(report),
    createCluster: (config) => new Cluster(config, loader.schema),
    chance: () => ({ seed: Math.floor(Math.random() * 2 ** 31), epochMs: Date.now() }),
  });
}

/** Of the workspace, or of all windows without one. */
function storageFolder(context: vscode.ExtensionContext): string {
  return (context.storageUri ?? context.globalStorageUri).fsPath;
}

function sessionReports(report: Report): SessionReports {
  return {
    failed: (error, seed, atMs) => {
      const where = `seed ${String(seed)}, virtual time ${String(Math.round(atMs))} ms`;
      report.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      void report.error(
        `The simulation has stopped because of a bug in Cluster Lab (${where}). Start over with "Reset Cluster"; please report it with the output`,
        error,
      );
    },
    corruptLab: (why, keptAs) => {
      void report.error(
        `The saved cluster could not be read and starts clean. The file was kept as ${keptAs}`,
        new Error(why),
      );
    },
    restoredDifferently: (savedBy) => {
      void vscode.window.showWarningMessage(
        `This cluster was saved by Cluster Lab ${savedBy}, which simulates a little differently: it was run again from its start and may not be in quite the same state.`,
      );
    },
  };
}
