// What is asked before the objects of a manifest are deleted: it names them.
import { isJsonObject } from '../apimachinery/jsonObject';

export interface DeletionQuestion {
  readonly question: string;
  /** One a line, where there are several; empty otherwise. */
  readonly list: string;
}

const MAX_NAMED = 10;

/** `documents`: objects, or lists of them, as the manifest has them. */
export function deletionQuestion(documents: readonly unknown[]): DeletionQuestion {
  const names = documents.flatMap(objectsOf).map(nameOf);
  const [first = 'this object'] = names;
  if (names.length < 2) return { question: `Delete ${first}?`, list: '' };
  const more = names.length - MAX_NAMED;
  const lines = names.slice(0, MAX_NAMED);
  if (more > 0) lines.push(`… and ${String(more)} more`);
  return { question: `Delete ${String(names.length)} objects?`, list: lines.join('\n') };
}

function objectsOf(document: unknown): readonly unknown[] {
  const isList = isJsonObject(document) && Array.isArray(document['items']);
  return isList ? (document['items'] as readonly unknown[]) : [document];
}

/** `Deployment frontend`, `Service web in namespace shop`. */
function nameOf(object: unknown): string {
  const { kind, metadata } = isJsonObject(object) ? object : {};
  const { name, namespace } = isJsonObject(metadata) ? metadata : {};
  const what = typeof kind === 'string' ? kind : 'object';
  const where = typeof namespace === 'string' ? ` in namespace ${namespace}` : '';
  return typeof name === 'string' ? `${what} ${name}${where}` : `${what} without a name`;
}
