// What a fix is given and what it gives back; offsets are relative to the document.
import type { ManifestDiagnostic } from '../diagnostic';
import type { ManifestKnowledge } from '../manifestKnowledge';
import type { ManifestObject } from '../manifestObject';
import type { TextEdit } from '../textEdit';

export interface FixContext {
  /** Of the document. */
  readonly text: string;
  readonly diagnostic: ManifestDiagnostic;
  /** The object that the diagnostic is about; undefined where there is none (syntax). */
  readonly object: ManifestObject | undefined;
  readonly knowledge: ManifestKnowledge;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}
