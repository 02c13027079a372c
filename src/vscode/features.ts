// Wires the features of the extension together.
import * as vscode from 'vscode';
import type { Cluster } from '../cluster/cluster';
import type { ClusterConfig } from '../cluster/clusterConfig';
import type { AnsweredRequest } from '../server/apiListener';
import { ApiAccess } from './access/apiAccess';
import { terminalProfile } from './access/kubectlTerminal';
import { RequestLog } from './access/requestLog';
import { accessCommands } from './commands/accessCommands';
import { branchCommands } from './commands/branchCommands';
import { clusterCommands, restoreWithProgress } from './commands/clusterCommands';
import { registerCommands, type CommandTable } from './commands/commandTable';
import { faultCommands } from './commands/faultCommands';
import { lookBackCommands } from './commands/lookBackCommands';
import { labCommands, type LabCommandOptions } from './commands/labCommands';
import { learnCommands } from './commands/learnCommands';
import { nodeCommands } from './commands/nodeCommands';
import { debugCommands } from './commands/debugCommands';
import { diagramCommands } from './commands/diagramCommands';
import { runUntilCommands } from './commands/runUntilCommands';
import { timeCommands } from './commands/timeCommands';
import { compareCommand } from './commands/compareCommand';
import { trafficCommands } from './commands/trafficCommands';
import { whyCommands } from './commands/whyCommands';
import { workloadCommands } from './commands/workloadCommands';
import { ContextKeys } from './contextKeys';
import { debugFeatures } from './debug/debugFeatures';
import { FaultsView } from './faults/faultsView';
import { DiagramPanel } from './diagram/diagramPanel';
import { ViewFile } from './diagram/viewFile';
import { LabLoader } from './lab/labLoader';
import type { LabChance } from './lab/openedLab';
import { LabStore } from './labStore';
import { LessonProgress } from './lessonProgress';
import { LastManifest } from './manifest/lastManifest';
import { ManifestLoader } from './manifest/manifestLoader';
import { realTime } from './pacer';
import { Report } from './report';
import { SchemaLoader } from './schemaLoader';
import { Session, type SessionReports } from './session';
import { StatusBar } from './statusBar';
import { ReportPanel } from './traffic/reportPanel';
import { TrafficStatus } from './traffic/trafficStatus';
import { TrafficView } from './traffic/trafficView';
import { BranchComparison } from './timeline/branchComparison';
import { TimelineView } from './timeline/timelineView';
import { ClusterTreeView } from './tree/clusterTreeView';
import { LifePanel } from './why/lifePanel';
import { RevisionDocuments } from './why/revisionDocuments';
import { WhyPanel } from './why/whyPanel';

/** Everything that was started ends with the returned disposable. */
export function startFeatures(context: vscode.ExtensionContext): vscode.Disposable {
  const report = new Report();
  const loader = new SchemaLoader(context.asAbsolutePath('dist/kubernetes.json'));
  const session = createSession(context, report, loader);
  const keys = new ContextKeys(session);
  const lessons = new LessonProgress(session, keys);
  const diagram = createDiagram(context, session, report, lessons);
  const last = new LastManifest();
  const { extensionUri } = context;
  const log = report.log.bind(report);
  const why = new WhyPanel(extensionUri, session, log);
  const life = new LifePanel(extensionUri, session, log);
  const revisions = new RevisionDocuments(session);
  const traffic = new ReportPanel(extensionUri, session);
  const manifests = new ManifestLoader(loader, { extensionUri, session, report, lessons, last });
  const requests = new RequestLog(() => session.clockText());
  const access = createAccess(context, session, report, (answered) => {
    requests.add(answered);
    diagram.noteRequest();
  });
  const comparison = new BranchComparison();
  const table = {
    ...clusterCommands(session),
    ...timeTable(session, comparison),
    ...labCommands(labOptions(context, session)),
    ...nodeCommands(session, report),
    ...workloadCommands(session, report),
    ...faultCommands(session, extensionUri),
    ...trafficCommands(session, traffic),
    ...compareCommand({ session, panel: traffic, createCluster: clusterMaker(loader) }),
    ...diagramCommands(diagram, lessons),
    ...learnCommands(context.extension.id),
    ...debugCommands(loader),
    ...whyCommands(session, { why, life }, revisions),
    ...accessCommands(session, access, requests),
    ...manifests.commands(),
    'clusterLab.showOutput': () => {
      report.showLog();
    },
  };
  void report.guard('Cluster Lab could not restore the cluster', () =>
    restoreWithProgress(session, true),
  );
  return vscode.Disposable.from(
    ...registerCommands(table, report),
    ...accessFeatures(session, access, requests),
    ...debugFeatures({ session, loader, report }),
    manifests,
    new LabLoader(report),
    last,
    ...views(session),
    comparison,
    traffic,
    diagram,
    why,
    life,
    revisions,
    lessons,
    keys,
    session,
    report,
  );
}

function createDiagram(
  context: vscode.ExtensionContext,
  session: Session,
  report: Report,
  lessons: LessonProgress,
): DiagramPanel {
  return new DiagramPanel({
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
}

function timeTable(session: Session, comparison: BranchComparison): CommandTable {
  return {
    ...timeCommands(session),
    ...runUntilCommands(session),
    ...lookBackCommands(session),
    ...branchCommands(session, comparison),
  };
}

/** What follows the session by itself. */
function views(session: Session): readonly vscode.Disposable[] {
  return [
    new ClusterTreeView(session),
    new FaultsView(session),
    new TimelineView(session),
    new TrafficView(session),
    new StatusBar(session),
    new TrafficStatus(session),
  ];
}

/** The way in for kubectl. */
function createAccess(
  context: vscode.ExtensionContext,
  session: Session,
  report: Report,
  onAnswer: (answered: AnsweredRequest) => void,
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
    onOtherPort: (wanted, port) => {
      void tellOfOtherPort(wanted, port);
    },
    onAnswer,
  });
}

const LAST_PORT = 'clusterLab.lastApiPort';

async function tellOfOtherPort(wanted: number, port: number): Promise<void> {
  const choice = await vscode.window.showWarningMessage(
    `Port ${String(wanted)} is not free: kubectl finds the cluster at https://127.0.0.1:${String(port)} instead. Kubeconfigs that you copied before have to be copied again.`,
    'Copy Kubeconfig',
    'Change Port',
  );
  if (choice === 'Copy Kubeconfig')
    await vscode.commands.executeCommand('clusterLab.copyKubeconfig');
  if (choice === 'Change Port')
    await vscode.commands.executeCommand('workbench.action.openSettings', 'clusterLab.api.port');
}

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
        if (server !== undefined) return terminalProfile(server);
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

function createSession(
  context: vscode.ExtensionContext,
  report: Report,
  loader: SchemaLoader,
): Session {
  return new Session({
    store: new LabStore(storageFolder(context), versionOf(context)),
    host: realTime,
    reports: sessionReports(report),
    createCluster: clusterMaker(loader),
    chance,
  });
}

function clusterMaker(loader: SchemaLoader): (config: ClusterConfig) => Promise<Cluster> {
  return async (config) => {
    // The bulk of the program: loaded when a cluster starts, not with the extension.
    const { Cluster } = await import('../cluster/cluster');
    const historyLimit = vscode.workspace
      .getConfiguration('clusterLab.history')
      .get<number>('changes', 20_000);
    return new Cluster(config, await loader.schema(), { historyLimit });
  };
}

/** A seed and the wall-clock time for a new cluster. */
function chance(): LabChance {
  return { seed: Math.floor(Math.random() * 2 ** 31), epochMs: Date.now() };
}

function versionOf(context: vscode.ExtensionContext): string {
  // The manifest of this extension says its version.
  return (context.extension.packageJSON as { readonly version: string }).version;
}

function labOptions(context: vscode.ExtensionContext, session: Session): LabCommandOptions {
  const labs = vscode.Uri.joinPath(context.extensionUri, 'media', 'labs');
  return { session, chance, extensionVersion: versionOf(context), labs };
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
    notSaved: (error) => {
      void report.error(
        'The cluster goes on, but cannot be saved: what happens now is lost with this window. Make room on the disk',
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
