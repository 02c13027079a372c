// What is wrong with a lab file: where, and what to do about it.
import type { TextRange } from '../manifest/yamlTree';

export type LabProblemCode =
  | 'yaml-syntax'
  | 'lab-too-large'
  | 'not-a-lab'
  | 'lab-version'
  | 'unknown-field'
  | 'duplicate-field'
  | 'missing-field'
  | 'wrong-type'
  | 'bad-value'
  | 'journal-order'
  | 'truncated';

export interface LabProblem {
  readonly code: LabProblemCode;
  readonly message: string;
  readonly range: TextRange;
}

export type AddProblem = (code: LabProblemCode, range: TextRange, message: string) => void;
