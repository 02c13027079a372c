// What stands above the documents of a manifest: Apply and Delete for each, and for the whole file.
import type { ManifestAnalyzer, ManifestDocument } from './manifestAnalyzer';
import { jsonOf, type TextRange } from './yamlTree';

export interface ManifestLens {
  readonly action: 'apply' | 'delete';
  readonly title: string;
  /** Undefined for the whole file. */
  readonly documentIndex: number | undefined;
  /** The start of the document, in offsets of the file. */
  readonly range: TextRange;
}

/** The start of a document that the lenses of it stand above; undefined where it has none. */
export function lensPlace({ start, analysis }: ManifestDocument): TextRange | undefined {
  if (analysis === undefined || analysis.objects.length === 0) return undefined;
  const at = start + (analysis.root?.start ?? 0);
  return { start: at, end: at };
}

/** None for files without Kubernetes objects; lenses of the file from two documents on. */
export function codeLenses(analyzer: ManifestAnalyzer): readonly ManifestLens[] {
  const lenses: ManifestLens[] = [];
  for (const document of analyzer.documents) {
    const range = lensPlace(document);
    if (range === undefined) continue;
    const { index } = document;
    lenses.push({ action: 'apply', title: 'Apply', documentIndex: index, range });
    lenses.push({ action: 'delete', title: 'Delete', documentIndex: index, range });
  }
  const [first] = lenses;
  if (first === undefined || lenses.length < 4) return lenses;
  const count = lenses.length / 2;
  return [
    {
      action: 'apply',
      title: `Apply all (${count})`,
      documentIndex: undefined,
      range: first.range,
    },
    { action: 'delete', title: 'Delete all', documentIndex: undefined, range: first.range },
    ...lenses,
  ];
}

export interface ApplicableDocuments {
  /** What kubectl's verbs take; in the order of the file. */
  readonly inputs: readonly { readonly documentIndex: number; readonly value: unknown }[];
  /** Why documents cannot be read, as kubectl prints it; nothing should be applied then. */
  readonly errors: readonly string[];
}

/** The values of one document, or of all. Documents that are not Kubernetes are left out. */
export function applicableDocuments(
  analyzer: ManifestAnalyzer,
  source: string,
  documentIndex?: number,
): ApplicableDocuments {
  const { refusal } = analyzer;
  if (refusal !== undefined) return { inputs: [], errors: [`error: ${source}: ${refusal}`] };
  const inputs: { readonly documentIndex: number; readonly value: unknown }[] = [];
  const errors: string[] = [];
  for (const { index, start, analysis } of analyzer.documents) {
    if (analysis === undefined || (documentIndex !== undefined && index !== documentIndex))
      continue;
    const problem = analysis.hasSyntaxErrors ? analysis.findings.find(isUnreadable) : undefined;
    if (problem !== undefined) {
      const line = analyzer.lines.positionAt(start + problem.range.start).line + 1;
      errors.push(
        `error: error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${problem.message}`,
      );
    } else if (analysis.root !== undefined && analysis.objects.length > 0) {
      const { root } = analysis;
      // Only when its turn comes: there may be thousands of documents.
      inputs.push({
        documentIndex: index,
        get value() {
          return jsonOf(root);
        },
      });
    }
  }
  return { inputs, errors };
}

function isUnreadable({ code }: { readonly code: string }): boolean {
  return code === 'yaml-syntax' || code === 'alias-bomb' || code === 'document-too-large';
}
