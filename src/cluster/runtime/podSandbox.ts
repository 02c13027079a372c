// What the runtime keeps of a pod: its sandbox, and the containers in it, of which each name has the
// present one and the one before.
import type { StringMap } from '../../apimachinery/objectMeta';
import type { SmallMap } from '../../apimachinery/smallMap';
import type { Container } from '../../apis/generated/core/v1';
import type { FileSources } from './files/containerFiles';
import type { FileNode } from './files/fileNode';
import type { LocalImage } from './imageCatalogue';
import type { PidSharing, SharedPids } from './pidNamespaces';
import type { Process } from './programs/process';

/** One container; exit code and reason are there once it has `exited`. */
export interface RuntimeContainer {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  /** Counts the containers of this name in the pod, from 0: the restart count. */
  readonly attempt: number;
  readonly image: LocalImage;
  state: 'running' | 'exited';
  /** Which of the pod's sandboxes it ran in. */
  readonly sandboxAttempt: number;
  /** Virtual ms; undefined where the process could not be started. */
  readonly startedAtMs: number | undefined;
  /** The same as metav1.Time. */
  readonly startedAt: string;
  finishedAtMs: number | undefined;
  finishedAt: string | undefined;
  exitCode: number;
  reason: string | undefined;
  message: string | undefined;
  readonly process: Process | undefined;
  readonly sharedPids: SharedPids | undefined;
  /** Set while it is being stopped: when SIGKILL comes, virtual ms. */
  killAtMs: number | undefined;
}

/** The present container of a name, and the one before. */
export interface ContainerSlot {
  readonly current: RuntimeContainer;
  readonly previous: RuntimeContainer | undefined;
}

/** A pod's sandbox: its network and its containers by name. */
export interface PodSandbox {
  readonly podUid: string;
  /** How the trace names the pod: `worker-1 default/web-1`. */
  readonly subject: string;
  /** Counts the pod's sandboxes, from 0. */
  readonly attempt: number;
  /** Undefined while it is being made, and on the host network. */
  ip: string | undefined;
  ready: boolean;
  readonly containers: SmallMap<string, ContainerSlot>;
  /** The pod's own volumes (emptyDir) that somebody has looked at. */
  volumes: Map<string, FileNode> | undefined;
}

/** What is to run. */
export interface ContainerRequest {
  readonly podUid: string;
  readonly namespace: string;
  readonly podName: string;
  readonly container: Container;
  readonly environment: StringMap;
  readonly image: LocalImage;
  readonly hasMounts: boolean;
  readonly hostname: string;
  /** Undefined on the host network. */
  readonly podIP: string | undefined;
  /** Whose processes it sees beside its own; undefined: nobody's. */
  readonly pids: PidSharing | undefined;
}

/** The kubelet's part of a container's files; asked when somebody first looks at them. */
export interface FileProvider {
  filesOf(podUid: string, containerName: string, environment: StringMap): FileSources | undefined;
}

export interface ContainerRuntimeListener {
  containerStarted?(container: RuntimeContainer, request: ContainerRequest): void;
  containerExited(container: RuntimeContainer): void;
  /** A file in one of the pod's containers has changed: its probes may see it. */
  filesChanged?(podUid: string): void;
}
