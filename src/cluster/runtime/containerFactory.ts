// Makes containers: the record of one, and its process with all that a process can reach.
import type { StringMap } from '../../apimachinery/objectMeta';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import type { ContainerRequest, RuntimeContainer } from './containerRuntime';
import { containerFiles, type FileSources } from './files/containerFiles';
import type { FileTree } from './files/fileTree';
import { hexHash } from './imageCatalogue';
import { parseImageReference } from './imageReference';
import type { LocalImage } from './imageStore';
import type { NetworkView } from './networkView';
import type { PidNamespaces } from './pidNamespaces';
import type { ContainerScope, Process, RunningProcess } from './programs/process';
import { argumentsOf, StartError, startProgram } from './programs/startProgram';

export interface ContainerFactoryOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly network: NetworkView;
  readonly current: (podUid: string, name: string) => RuntimeContainer | undefined;
  readonly files: (podUid: string, name: string, environment: StringMap) => FileSources | undefined;
  readonly filesChanged: (podUid: string) => void;
  readonly pids: () => PidNamespaces;
  readonly signal: (container: RuntimeContainer, pid: number, signal: string) => boolean;
}

export class ContainerFactory {
  readonly #options: ContainerFactoryOptions;

  constructor(options: ContainerFactoryOptions) {
    this.#options = options;
  }

  create(request: ContainerRequest, attempt: number, sandboxAttempt: number): RuntimeContainer {
    const { podUid, container, image } = request;
    const now = this.#options.clock.now();
    const { nowMs } = this.#options.simulation;
    const sharedPids = this.#options.pids().join(request);
    const { process, failure } = this.#startProcess(request, attempt);
    const failed = failure !== undefined;
    // One literal for both ends: all containers then share one layout in memory.
    return {
      id: `containerd://${hexHash(`${podUid} ${container.name} ${String(attempt)}`, 64)}`,
      podUid,
      name: container.name,
      attempt,
      image,
      state: failed ? 'exited' : 'running',
      sandboxAttempt,
      startedAtMs: failed ? undefined : nowMs,
      startedAt: failed ? '1970-01-01T00:00:00Z' : now,
      finishedAtMs: failed ? nowMs : undefined,
      finishedAt: failed ? now : undefined,
      exitCode: failed ? 128 : 0,
      reason: failed ? 'StartError' : undefined,
      message: failure,
      process,
      sharedPids,
      killAtMs: undefined,
    };
  }

  /** The process, or why there is none. */
  #startProcess(
    request: ContainerRequest,
    attempt: number,
  ): { readonly process: Process | undefined; readonly failure: string | undefined } {
    const { container, image, environment, namespace, hasMounts } = request;
    try {
      const process = startProgram({
        image: image.image,
        argv: argumentsOf(container, image.image),
        environment,
        namespace,
        network: this.#options.network,
        hasMounts,
        hasTerminal: container.tty === true || container.stdin === true,
        isTty: container.tty === true,
        scope: new RuntimeScope(this.#options, request, attempt),
      });
      return { process, failure: undefined };
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      return { process: undefined, failure: error.message };
    }
  }
}

/** One object a container: there are many, and few are ever looked into. */
class RuntimeScope implements ContainerScope {
  readonly hostname: string;
  readonly podIP: string | undefined;
  readonly startEpochMs: number;
  readonly workingDirectory: string | undefined;
  readonly #factory: ContainerFactoryOptions;
  readonly #podUid: string;
  readonly #name: string;
  readonly #attempt: number;
  readonly #image: LocalImage;

  constructor(factory: ContainerFactoryOptions, request: ContainerRequest, attempt: number) {
    this.hostname = request.hostname;
    this.podIP = request.podIP;
    this.startEpochMs = factory.clock.epochMs;
    this.workingDirectory = request.container.workingDir;
    this.#factory = factory;
    this.#podUid = request.podUid;
    this.#name = request.container.name;
    this.#attempt = attempt;
    this.#image = request.image;
  }

  get imageTag(): string {
    const parsed = parseImageReference(this.#image.name);
    return parsed.ok ? (parsed.reference.tag ?? '') : '';
  }

  makeFiles(environment: StringMap): FileTree {
    const { imageTag, hostname, workingDirectory, startEpochMs } = this;
    const { clock, files, filesChanged, pids } = this.#factory;
    const container = this.#container;
    return containerFiles({
      image: this.#image.image,
      imageTag,
      hostname,
      sources: files(this.#podUid, this.#name, environment) ?? NO_SOURCES,
      proc: container?.sharedPids === undefined ? undefined : pids().procOf(container),
      workingDirectory,
      startEpochMs,
      nowEpochMs: () => clock.epochMs,
      changed: () => {
        filesChanged(this.#podUid);
      },
    });
  }

  processes(): readonly RunningProcess[] {
    return this.#factory.pids().processesOf(this.#container);
  }

  signal(pid: number, signal: string): boolean {
    const container = this.#container;
    return container !== undefined && this.#factory.signal(container, pid, signal);
  }

  randomBelow(bound: number): number {
    return this.#factory.simulation.random.below(bound);
  }

  get #container(): RuntimeContainer | undefined {
    const current = this.#factory.current(this.#podUid, this.#name);
    return current?.attempt === this.#attempt ? current : undefined;
  }
}

/** While no kubelet runs that could tell. */
const NO_SOURCES: FileSources = { mounts: [], hosts: '', resolvConf: '', readOnlyRoot: false };
