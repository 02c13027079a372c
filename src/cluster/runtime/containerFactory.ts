// Makes containers: the record of one, and its process with all that a process can reach.
import type { StringMap } from '../../apimachinery/objectMeta';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Container } from '../../apis/generated/core/v1';
import type { Simulation } from '../../simulation/simulation';
import type { ContainerRequest, FileProvider, PodSandbox, RuntimeContainer } from './podSandbox';
import { containerFiles, type FileSources } from './files/containerFiles';
import type { FileTree } from './files/fileTree';
import { hexHash, type CatalogueImage, type LocalImage } from './imageCatalogue';
import { parseImageReference } from './imageReference';
import type { NetworkView } from './networkView';
import type { PidNamespaces } from './pidNamespaces';
import type { ContainerScope, Process, ProcessOptions, RunningProcess } from './programs/process';
import { argumentsOf, StartError, startProgram } from './programs/startProgram';

/** The runtime as its containers' processes need it. */
export interface ProcessHost {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly network: NetworkView;
  readonly pids: PidNamespaces;
  readonly fileProvider: FileProvider | undefined;
  sandbox(podUid: string): PodSandbox | undefined;
  /** Something that probes may see has changed. */
  recheckProbes(podUid: string): void;
  signal(container: RuntimeContainer, pid: number, signal: string): boolean;
}

export class ContainerFactory {
  readonly #host: ProcessHost;

  constructor(host: ProcessHost) {
    this.#host = host;
  }

  create(request: ContainerRequest, attempt: number, sandboxAttempt: number): RuntimeContainer {
    const { podUid, container, image } = request;
    const now = this.#host.clock.now();
    const { nowMs } = this.#host.simulation;
    const sharedPids = request.pids === undefined ? undefined : this.#host.pids.join(request);
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
    try {
      const process = startProgram(new ContainerProcess(this.#host, request, attempt));
      return { process, failure: undefined };
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      return { process: undefined, failure: error.message };
    }
  }
}

/** What a container's process is and where: one object, since there are many, and few are ever looked into. */
class ContainerProcess implements ProcessOptions, ContainerScope {
  readonly environment: StringMap;
  readonly namespace: string;
  readonly hasMounts: boolean;
  readonly hostname: string;
  readonly podIP: string | undefined;
  readonly startEpochMs: number;
  readonly #host: ProcessHost;
  readonly #container: Container;
  readonly #image: LocalImage;
  readonly #podUid: string;
  readonly #attempt: number;

  constructor(host: ProcessHost, request: ContainerRequest, attempt: number) {
    this.environment = request.environment;
    this.namespace = request.namespace;
    this.hasMounts = request.hasMounts;
    this.hostname = request.hostname;
    this.podIP = request.podIP;
    this.startEpochMs = host.clock.epochMs;
    this.#host = host;
    this.#container = request.container;
    this.#image = request.image;
    this.#podUid = request.podUid;
    this.#attempt = attempt;
  }

  get scope(): ContainerScope {
    return this;
  }

  get image(): CatalogueImage {
    return this.#image.image;
  }

  get argv(): readonly string[] {
    return argumentsOf(this.#container, this.image);
  }

  get network(): NetworkView {
    return this.#host.network;
  }

  get isTty(): boolean {
    return this.#container.tty === true;
  }

  get hasTerminal(): boolean {
    return this.isTty || this.#container.stdin === true;
  }

  get workingDirectory(): string | undefined {
    return this.#container.workingDir;
  }

  get imageTag(): string {
    const parsed = parseImageReference(this.#image.name);
    return parsed.ok ? (parsed.reference.tag ?? '') : '';
  }

  makeFiles(environment: StringMap): FileTree {
    const { image, imageTag, hostname, workingDirectory, startEpochMs } = this;
    const host = this.#host;
    const running = this.#running;
    return containerFiles({
      image,
      imageTag,
      hostname,
      sources:
        host.fileProvider?.filesOf(this.#podUid, this.#container.name, environment) ?? NO_SOURCES,
      proc: running?.sharedPids === undefined ? undefined : host.pids.procOf(running),
      workingDirectory,
      startEpochMs,
      nowEpochMs: () => host.clock.epochMs,
      changed: () => {
        host.recheckProbes(this.#podUid);
      },
    });
  }

  processes(): readonly RunningProcess[] {
    return this.#host.pids.processesOf(this.#running);
  }

  signal(pid: number, signal: string): boolean {
    const running = this.#running;
    return running !== undefined && this.#host.signal(running, pid, signal);
  }

  randomBelow(bound: number): number {
    return this.#host.simulation.random.below(bound);
  }

  get #running(): RuntimeContainer | undefined {
    const { current } =
      this.#host.sandbox(this.#podUid)?.containers.get(this.#container.name) ?? {};
    return current?.attempt === this.#attempt ? current : undefined;
  }
}

/** While no kubelet runs that could tell. */
const NO_SOURCES: FileSources = { mounts: [], hosts: '', resolvConf: '', readOnlyRoot: false };
