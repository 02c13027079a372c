// Quick fixes for diagnostics, as edits of the file's text. Each kind of fix has a file in fixes/.
import type { ManifestDiagnostic } from './diagnostic';
import { addField } from './fixes/addField';
import { copyLabels } from './fixes/copyLabels';
import type { Fix, FixContext } from './fixes/fixContext';
import { removeField } from './fixes/removeField';
import { replaceApiVersion } from './fixes/replaceApiVersion';
import { replaceTabs } from './fixes/replaceTabs';
import { replaceWord } from './fixes/replaceWord';
import type { ManifestAnalyzer } from './manifestAnalyzer';
import type { ManifestKnowledge } from './manifestKnowledge';
import type { TextEdit } from './textEdit';

export interface CodeAction {
  readonly title: string;
  /** In offsets of the file. */
  readonly edits: readonly TextEdit[];
  /** The fix that "Fix all" and the keyboard take. */
  readonly isPreferred: boolean;
}

const FIXES: readonly ((context: FixContext) => readonly Fix[])[] = [
  replaceApiVersion,
  replaceWord,
  copyLabels,
  addField,
  replaceTabs,
  removeField,
];

/** The fixes for one diagnostic, best first. */
export function codeActionsFor(
  analyzer: ManifestAnalyzer,
  knowledge: ManifestKnowledge,
  diagnostic: ManifestDiagnostic,
): readonly CodeAction[] {
  const document = analyzer.documents[diagnostic.documentIndex];
  if (document === undefined) return [];
  const { start, text, analysis } = document;
  const object = analysis?.objects[diagnostic.objectIndex ?? 0];
  const context: FixContext = { text, diagnostic, object, knowledge };
  return FIXES.flatMap((fixesFor) => fixesFor(context)).map(({ title, edits }, index) => ({
    title,
    isPreferred: index === 0,
    edits: edits.map((edit) => ({ ...edit, start: edit.start + start, end: edit.end + start })),
  }));
}
