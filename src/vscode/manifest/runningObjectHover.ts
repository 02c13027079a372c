// On the kind and the name of an object in a manifest: how it is in the running cluster, and the first
// line of why.
import * as vscode from 'vscode';
import { objectHeadAt } from '../../manifest/objectHead';
import { addressOf, targetAt } from '../../views/causes/whyTarget';
import { whyObject } from '../../views/causes/whyObject';
import { commandUri } from '../commandUri';
import type { Session } from '../session';
import { toRange } from './diagnostics';
import type { ManifestDocuments } from './manifestDocuments';

export class RunningObjectHover implements vscode.HoverProvider {
  readonly #session: Session;
  readonly #documents: ManifestDocuments;

  constructor(session: Session, documents: ManifestDocuments) {
    this.#session = session;
    this.#documents = documents;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const cluster = this.#session.shown?.cluster;
    const analyzer = this.#documents.current(document);
    const head = analyzer && objectHeadAt(analyzer, document.offsetAt(position));
    if (cluster === undefined || analyzer === undefined || head === undefined) return undefined;
    const { gvk, name, namespace = 'default' } = head.object;
    const { history, verdicts, observerApi } = cluster;
    const target = targetAt(history, { group: gvk.group, kind: gvk.kind, namespace, name });
    if (target === undefined) return undefined;
    const object = history.objectAt(target.resource, target.namespace, target.name);
    if (object === undefined) return undefined;
    const { headline } = whyObject({ history, verdicts, observerApi }, target, object);
    const markdown = new vscode.MarkdownString();
    markdown.isTrusted = { enabledCommands: ['clusterLab.why'] };
    markdown.appendMarkdown('**In the running cluster:** ');
    markdown.appendText(headline);
    const link = commandUri('clusterLab.why', addressOf(target)).toString();
    markdown.appendMarkdown(`\n\n[Why?](${link})`);
    return new vscode.Hover(markdown, toRange(head.range, analyzer.lines));
  }
}
