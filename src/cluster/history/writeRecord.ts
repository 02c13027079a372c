// Who wrote what, read from the subject of the trace entry that a write leaves:
// `system:kube-scheduler pods/binding default/web-1`.

export interface WriteRecord {
  /** A user's name, or `etcd` for what a lease of etcd deleted. */
  readonly writer: string;
  /** '' for none. */
  readonly subresource: string;
}

/** `objectKey` is namespace and name of the object as the subject has them. */
export function writeRecord(subject: string, objectKey: string): WriteRecord {
  const end = subject.length - objectKey.length - 1;
  if (!subject.endsWith(objectKey) || subject[end] !== ' ')
    return { writer: subject, subresource: '' };
  // The resource has no space in it; a user's name may.
  const space = subject.lastIndexOf(' ', end - 1);
  const slash = subject.indexOf('/', space);
  return {
    writer: subject.slice(0, space),
    subresource: slash > 0 && slash < end ? subject.slice(slash + 1, end) : '',
  };
}
