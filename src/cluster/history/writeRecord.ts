// Who wrote what, read from the trace entry that a write leaves: label `create`, subject
// `system:kube-scheduler pods/binding default/web-1`.
import type { TraceEntry } from '../../simulation/trace';

export interface WriteRecord {
  /** A user's name, or `etcd` for what a lease of etcd deleted. */
  readonly writer: string;
  readonly verb: string;
  /** '' for none. */
  readonly subresource: string;
}

/** `objectKey` is namespace and name of the object as the entry has them. */
export function writeRecord(entry: TraceEntry | undefined, objectKey: string): WriteRecord {
  if (entry === undefined) return { writer: '', verb: '', subresource: '' };
  const { label: verb, subject } = entry;
  const end = subject.length - objectKey.length - 1;
  if (!subject.endsWith(objectKey) || subject[end] !== ' ')
    return { writer: subject, verb, subresource: '' };
  // The resource has no space in it; a user's name may.
  const space = subject.lastIndexOf(' ', end - 1);
  const slash = subject.indexOf('/', space);
  return {
    writer: subject.slice(0, space),
    verb,
    subresource: slash > 0 && slash < end ? subject.slice(slash + 1, end) : '',
  };
}
