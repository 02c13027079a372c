// What the editor says of a manifest: findings within one document, and diagnostics within the file.
import type { FieldPath } from '../apis/schema/schemaBundle';
import type { TextRange } from './yamlTree';

/** `information` is for what is right but not simulated here, or not known here. */
export type Severity = 'error' | 'warning' | 'information';

export type DiagnosticCode =
  | 'yaml-syntax'
  | 'binary-file'
  | 'file-too-large'
  | 'document-too-large'
  | 'alias-bomb'
  | 'duplicate-key'
  | 'unknown-kind'
  | 'custom-kind'
  | 'removed-api-version'
  | 'deprecated-kind'
  | 'unknown-field'
  | 'wrong-type'
  | 'bad-format'
  | 'unsupported-value'
  | 'missing-field'
  | 'invalid'
  | 'warned'
  | 'duplicate-object'
  | 'not-simulated'
  | 'unchecked';

/** What quick fixes need beyond the range; paths are from the object's root. */
export interface FixData {
  readonly path?: FieldPath;
  /** What to write instead, best first. */
  readonly suggestions?: readonly string[];
  /** What the suggestions replace: the text of the key, of the value, `apiVersion` or `kind`. */
  readonly replaces?: 'key' | 'value' | 'apiVersion' | 'kind';
  /** What a fix cannot do, and the author must. */
  readonly manualChanges?: readonly string[];
  readonly yamlCode?: string;
}

/** One complaint; offsets count from the start of its document. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  /** Page of the Kubernetes documentation. */
  readonly link: string | undefined;
  readonly data?: FixData;
  /** Which object of the document (a List holds several); undefined for the document as such. */
  readonly objectIndex?: number;
}

/** One complaint; offsets count from the start of the file. */
export interface ManifestDiagnostic extends Finding {
  readonly documentIndex: number;
}

/** A finding in its place in the file. */
export function shifted(
  finding: Finding,
  offset: number,
  documentIndex: number,
): ManifestDiagnostic {
  const range = { start: finding.range.start + offset, end: finding.range.end + offset };
  return { ...finding, range, documentIndex };
}
