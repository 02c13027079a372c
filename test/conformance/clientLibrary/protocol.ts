// What the test and the process that runs the client library say to each other.

/** In their order: later ones stand on what earlier ones made. */
export const CASES = [
  'reads, and says what the server says where nothing is',
  'an informer knows a thousand objects',
  'an informer hears of changes',
  'an informer goes on behind a lost connection',
  'an informer lists anew where the history is forgotten',
  'a watch tells what happens to one object',
  'patches by JSON patch',
  'patches by merge patch',
  'patches by strategic merge patch',
  'applies on the server, and is told of conflicts',
  'is refused an outdated update',
  'handles objects of any kind by discovery',
  'reads a log, and follows it',
  'runs a command in a container',
  'feeds a command from a stream',
  'attaches to a process',
  'copies files into a container and out of it',
  'forwards a port',
  'sees what pods use',
  'one of two candidates becomes the leader',
  'a leader that renews stays it',
  'another takes over when the lease has run out',
  'of two who take over at once, one is refused',
] as const;

/** Config maps that `createMany` makes: so many, so named and labelled, with `value: first`. */
export const MANY = 1_000;
export const MANY_LABELS = { set: 'many' } as const;
export function manyName(index: number): string {
  return `many-${String(index)}`;
}

export type CaseName = (typeof CASES)[number];

/** What a case asks to be done with the cluster. */
export type ClusterAction = 'createMany' | 'crashApiServer' | 'forgetHistory';

export type ToLibrary =
  { readonly type: 'run'; readonly name: CaseName } | { readonly type: 'done' };

export type FromLibrary =
  | { readonly type: 'ready' }
  | { readonly type: 'ended'; readonly name: CaseName; readonly complaint: string | undefined }
  | { readonly type: 'act'; readonly action: ClusterAction };
