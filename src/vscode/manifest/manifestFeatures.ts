// What the editor does with manifests: diagnostics, lenses, hovers, completions, quick fixes, and the
// commands that apply and delete them. Loaded with the first YAML file (see manifestLoader.ts).
import * as vscode from 'vscode';
import type { ManifestKnowledge } from '../../manifest/manifestKnowledge';
import type { LessonProgress } from '../lessonProgress';
import type { Report } from '../report';
import type { Session } from '../session';
import { AppliedResults } from './appliedResults';
import { ClusterDefinitions } from './clusterDefinitions';
import { ManifestCodeActionProvider } from './codeActionProvider';
import { ManifestCodeLensProvider } from './codeLensProvider';
import { ManifestDiagnostics } from './diagnostics';
import { ManifestFieldHelp } from './fieldHelp';
import type { LastManifest } from './lastManifest';
import { manifestCommands } from './manifestCommands';
import type { ManifestCommandTable } from './manifestCommandTable';
import { ManifestDocuments } from './manifestDocuments';
import { RunningObjectHover } from './runningObjectHover';
import { SampleManifests } from './sampleManifests';

export interface ManifestFeatureOptions {
  readonly extensionUri: vscode.Uri;
  readonly session: Session;
  readonly report: Report;
  readonly lessons: LessonProgress;
  readonly last: LastManifest;
}

export interface ManifestFeatures extends vscode.Disposable {
  readonly commands: ManifestCommandTable;
}

export function startManifestFeatures(
  knowledge: ManifestKnowledge,
  options: ManifestFeatureOptions,
): ManifestFeatures {
  const { extensionUri, session, report, lessons, last } = options;
  const documents = new ManifestDocuments(knowledge);
  const results = new AppliedResults();
  const samples = new SampleManifests(vscode.Uri.joinPath(extensionUri, 'media', 'samples'));
  const lenses = new ManifestCodeLensProvider(documents, results);
  const help = new ManifestFieldHelp(documents);
  const fixes = new ManifestCodeActionProvider(documents);
  const yaml: vscode.DocumentSelector = { language: 'yaml' };
  const started = vscode.Disposable.from(
    documents,
    results,
    new ManifestDiagnostics(documents),
    lenses,
    watchForFix(documents, lessons),
    forgetResults(session, results),
    new ClusterDefinitions(session, (definitions) => {
      documents.learn(knowledge.withDefinitions(definitions));
    }),
    vscode.languages.registerCodeLensProvider(yaml, lenses),
    vscode.languages.registerHoverProvider(yaml, help),
    vscode.languages.registerHoverProvider(yaml, new RunningObjectHover(session, documents)),
    vscode.languages.registerCompletionItemProvider(yaml, help),
    vscode.languages.registerCodeActionsProvider(yaml, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
  return {
    commands: manifestCommands({ session, documents, report, lessons, results, samples, last }),
    dispose: () => {
      started.dispose();
    },
  };
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
