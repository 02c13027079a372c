// Who sees whose processes: each container has its own, unless its pod shares one among its containers or
// it was made to look at another one. Source: https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
// Differs from Kubernetes: in a shared namespace, signals to the pause process go nowhere.
import type { ContainerRequest, PodSandbox, RuntimeContainer } from './podSandbox';
import type { ContainerSessions } from './containerSessions';
import {
  directory,
  file,
  type DirectoryEntry,
  type FileNode,
  type LiveDirectory,
} from './files/fileNode';
import type { RunningProcess } from './programs/process';

/** Of a container whose main process is not the first of a namespace of its own. */
export interface SharedPids {
  readonly namespace: string;
  readonly pid: number;
}

/** As the CRI has them: `POD`, or `TARGET` with a container of the pod. */
export type PidSharing = 'pod' | { readonly target: string };

/** The process that holds a pod's namespaces open. */
const PAUSE: RunningProcess = { pid: 1, argv: ['/pause'], user: '65535' };

export class PidNamespaces {
  readonly #sessions: ContainerSessions;
  readonly #sandboxOf: (podUid: string) => PodSandbox | undefined;

  constructor(sessions: ContainerSessions, sandboxOf: (podUid: string) => PodSandbox | undefined) {
    this.#sessions = sessions;
    this.#sandboxOf = sandboxOf;
  }

  /** Where the main process of a new container goes; undefined: into a namespace of its own. */
  join({ podUid, pids }: ContainerRequest): SharedPids | undefined {
    if (pids === undefined) return undefined;
    const namespace = pids === 'pod' ? podNamespace(podUid) : this.#targetNamespace(podUid, pids);
    if (namespace === undefined) return undefined;
    return { namespace, pid: this.#sessions.newPid(namespace) };
  }

  processesOf(container: RuntimeContainer | undefined): readonly RunningProcess[] {
    if (container === undefined) return [];
    const shown = this.#members(container).flatMap((member) => this.#sessions.processesOf(member));
    if (namespaceOf(container) === podNamespace(container.podUid)) shown.push(PAUSE);
    return shown.sort((a, b) => a.pid - b.pid);
  }

  /** The container whose main process has this number for those in `container`. */
  mainWith(container: RuntimeContainer, pid: number): RuntimeContainer | undefined {
    return this.#members(container).find((member) => mainPidOf(member) === pid);
  }

  /** Ends a command beside a main process; false where there is none with this number. */
  killBeside(container: RuntimeContainer, pid: number): boolean {
    return this.#members(container).some((member) => this.#sessions.kill(member, pid));
  }

  /** /proc, as far as it leads into other containers: `/proc/1/root`. */
  procOf(container: RuntimeContainer): LiveDirectory {
    const changedMs = 0;
    const ofMember = (member: RuntimeContainer): readonly [string, FileNode][] => {
      const { process } = member;
      if (process === undefined) return [];
      const folder = directory(changedMs, 0o555);
      folder.entries.set('root', withoutProc(process.state.files.root));
      const { argv } = process.state.options;
      folder.entries.set('cmdline', file(argv.map((word) => `${word}\0`).join(''), changedMs));
      return [[String(mainPidOf(member)), folder]];
    };
    return {
      kind: 'live',
      mode: 0o555,
      changedMs,
      read: () => new Map(this.#members(container).flatMap(ofMember)),
    };
  }

  #targetNamespace(podUid: string, { target }: { readonly target: string }): string | undefined {
    const current = this.#sandboxOf(podUid)?.containers.get(target)?.current;
    return current?.state === 'running' ? namespaceOf(current) : undefined;
  }

  /** Itself included, whatever became of its pod. */
  #members(container: RuntimeContainer): RuntimeContainer[] {
    const namespace = namespaceOf(container);
    const slots = this.#sandboxOf(container.podUid)?.containers.values() ?? [];
    const others = [...slots]
      .map(({ current }) => current)
      .filter(
        (each) => each !== container && each.state === 'running' && namespaceOf(each) === namespace,
      );
    return [container, ...others];
  }
}

/** Without the way on into further containers: a walk over all files comes to an end. */
function withoutProc(root: DirectoryEntry): LiveDirectory {
  return {
    kind: 'live',
    mode: root.mode,
    changedMs: root.changedMs,
    read: () => new Map([...root.entries].filter(([name]) => name !== 'proc')),
  };
}

function podNamespace(podUid: string): string {
  return `pod ${podUid}`;
}

export function namespaceOf({ id, sharedPids }: RuntimeContainer): string {
  return sharedPids?.namespace ?? id;
}

export function mainPidOf({ sharedPids }: RuntimeContainer): number {
  return sharedPids?.pid ?? 1;
}
