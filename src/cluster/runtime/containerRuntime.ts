// The container runtime of one node, with the nouns of the CRI: sandboxes, containers, images.
// Containers go on when the kubelet stops; a power-off ends them all.
// Differs from Kubernetes: only the last dead container of a name is kept, without its files. What was
// under way when containerd stopped is done when it is back, where there the kubelet tries again.
import { SmallMap } from '../../apimachinery/smallMap';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import { ImageStore } from './imageStore';
import { ContainerFactory, type ProcessHost } from './containerFactory';
import type { ContainerRuntimeOptions } from './containerRuntimeOptions';
import type { FileNode } from './files/fileNode';
import { linesOf, type LogLine } from './containerLog';
import { ContainerSessions } from './containerSessions';
import type { NetworkView } from './networkView';
import { PidNamespaces } from './pidNamespaces';
import type {
  ContainerRequest,
  ContainerRuntimeListener,
  ContainerSlot,
  FileProvider,
  PodSandbox,
  RuntimeContainer,
} from './podSandbox';
import { RuntimeTroubles } from './runtimeTroubles';
import { execInside, type ExecResult } from './programs/startProgram';
import { serverOn, type ServerTarget } from './servers/serverTarget';

/** Typical times of containerd with runc, virtual ms. */
const SANDBOX_MS = 280;
const CONTAINER_MS = 140;
const SIGKILL_EXIT = 137;
const KILLED = { afterMs: 0, exitCode: SIGKILL_EXIT };
/** A process that ends later than this does not keep a run from being idle. */
const LONG_RUN_MS = 60_000;

const NO_LISTENERS: readonly ContainerRuntimeListener[] = [];

export class ContainerRuntime implements ProcessHost {
  readonly images: ImageStore;
  /** Set by the kubelet that runs. */
  fileProvider: FileProvider | undefined;
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly network: NetworkView;
  readonly #factory: ContainerFactory;
  readonly #node: string;
  readonly #sandboxes = new Map<string, PodSandbox>();
  #troubles: RuntimeTroubles | undefined;
  #listeners = NO_LISTENERS;
  // What few nodes ever need is made when it is first asked for.
  #hostDirectories: Map<string, FileNode> | undefined;
  #sessions: ContainerSessions | undefined;
  #pids: PidNamespaces | undefined;
  /** Grows with every power-off: what was scheduled before does not happen. */
  #epoch = 0;

  constructor(options: ContainerRuntimeOptions) {
    const { simulation, clock, images, network, node } = options;
    this.simulation = simulation;
    this.clock = clock;
    this.network = network;
    this.#node = node;
    this.images = new ImageStore(simulation, images, node, options.pullTimings);
    this.#factory = new ContainerFactory(this);
  }

  addListener(listener: ContainerRuntimeListener): void {
    this.#listeners = this.#listeners.concat([listener]);
  }

  removeListener(listener: ContainerRuntimeListener): void {
    this.#listeners = this.#listeners.filter((each) => each !== listener);
  }

  /** Directories of the node itself, by their path. */
  get hostDirectories(): Map<string, FileNode> {
    return (this.#hostDirectories ??= new Map());
  }

  get sessions(): ContainerSessions {
    this.#sessions ??= new ContainerSessions(this.simulation, this.#node, (container) => {
      this.#follow(container, this.#subjectOf(container));
    });
    return this.#sessions;
  }

  get pids(): PidNamespaces {
    return (this.#pids ??= new PidNamespaces(this.sessions, (podUid) => this.sandbox(podUid)));
  }

  /** What is wrong with it, if ever something was; `troubles` is made when something first is. */
  get knownTroubles(): RuntimeTroubles | undefined {
    return this.#troubles;
  }

  get troubles(): RuntimeTroubles {
    return (this.#troubles ??= new RuntimeTroubles());
  }

  /** False while containerd is stopped. */
  get isUp(): boolean {
    return this.#troubles?.isDown !== true;
  }

  isFrozen(container: RuntimeContainer): boolean {
    return this.#troubles?.frozen.has(container.id) === true;
  }

  /** Something that probes may see has changed. */
  recheckProbes(podUid: string): void {
    for (const listener of this.#listeners) listener.filesChanged?.(podUid);
  }

  sandbox(podUid: string): PodSandbox | undefined {
    return this.#sandboxes.get(podUid);
  }

  sandboxes(): IterableIterator<PodSandbox> {
    return this.#sandboxes.values();
  }

  /** Makes the pod's sandbox, or makes it anew around the containers of one that died. */
  runSandbox(podUid: string, subject: string, done: (sandbox: PodSandbox) => void): void {
    const before = this.#sandboxes.get(podUid);
    const attempt = (before?.attempt ?? -1) + 1;
    const containers: PodSandbox['containers'] =
      before?.containers ?? new SmallMap<string, ContainerSlot>();
    const sandbox: PodSandbox = {
      podUid,
      subject,
      attempt,
      ip: undefined,
      ready: false,
      containers,
      volumes: before?.volumes,
    };
    this.#sandboxes.set(podUid, sandbox);
    this.#after(SANDBOX_MS * this.#jitter(), 'sandbox ready', subject, () => {
      this.#whenUp(() => {
        if (this.#sandboxes.get(podUid) !== sandbox) return;
        sandbox.ready = true;
        done(sandbox);
      });
    });
  }

  /** Kills what still runs in it and forgets it all. */
  removeSandbox(podUid: string): void {
    const sandbox = this.#sandboxes.get(podUid);
    if (sandbox === undefined) return;
    for (const { current } of sandbox.containers.values()) this.kill(current);
    this.#sandboxes.delete(podUid);
  }

  /** Creates and starts a container; `done` gets it, with reason `StartError` where it cannot start. */
  startContainer(request: ContainerRequest, done: (container: RuntimeContainer) => void): void {
    const { podUid, container } = request;
    const subject = `${this.#node} ${request.namespace}/${request.podName} ${container.name}`;
    const start = (): void => {
      const sandbox = this.#sandboxes.get(podUid);
      if (sandbox?.ready !== true) return;
      const before = sandbox.containers.get(container.name)?.current;
      const created = this.#factory.create(request, (before?.attempt ?? -1) + 1, sandbox.attempt);
      sandbox.containers.set(container.name, { current: created, previous: before });
      if (created.state === 'running') {
        for (const listener of this.#listeners) listener.containerStarted?.(created, request);
        this.#follow(created, subject);
      }
      done(created);
    };
    this.#after(CONTAINER_MS * this.#jitter(), 'container started', subject, () => {
      this.#whenUp(start);
    });
  }

  /** SIGTERM now, SIGKILL after `graceMs`. Called again, only a nearer SIGKILL has an effect. */
  stopContainer(container: RuntimeContainer, graceMs: number): void {
    if (container.state !== 'running') return;
    if (this.#troubles?.isDown === true) {
      this.#troubles.hold(() => {
        this.stopContainer(container, graceMs);
      });
      return;
    }
    const first = container.killAtMs === undefined;
    const killAtMs = this.simulation.nowMs + graceMs;
    if (!first && killAtMs >= (container.killAtMs ?? 0)) return;
    container.killAtMs = killAtMs;
    const subject = this.#subjectOf(container);
    // A process that hangs does not hear SIGTERM.
    const hears = first && !this.isFrozen(container);
    const term = hears ? container.process?.state.term : undefined;
    if (term !== undefined && term.afterMs <= graceMs) {
      this.#after(term.afterMs, 'process ended', subject, () => {
        this.#exit(container, term.exitCode);
      });
    }
    this.#after(graceMs, 'SIGKILL', subject, () => {
      if (container.killAtMs === killAtMs) this.kill(container);
    });
  }

  /** SIGKILL, or whatever else ends the process at once. */
  kill(container: RuntimeContainer, exitCode = SIGKILL_EXIT, reason?: 'OOMKilled'): void {
    this.#exit(container, exitCode, reason);
  }

  /** Deletes images that no container was made from. */
  removeUnusedImages(): void {
    const used = new Set<string>();
    for (const { containers } of this.#sandboxes.values())
      for (const { current } of containers.values()) used.add(current.image.name);
    this.images.removeUnused(used);
  }

  /** Runs a command inside of a running container, as `exec` probes, hooks and kubectl do. */
  exec(container: RuntimeContainer, argv: readonly string[]): ExecResult {
    const { process, startedAtMs = 0 } = container;
    if (process === undefined || container.state !== 'running')
      return { exitCode: 1, durationMs: 0, output: '' };
    return execInside(process, argv, this.simulation.nowMs - startedAtMs);
  }

  /** Whether connections to the port are accepted by the kernel, and never answered. */
  hangsAt(podUid: string, port: number): boolean {
    if (this.#troubles === undefined) return false;
    for (const { current } of this.#sandboxes.get(podUid)?.containers.values() ?? [])
      if (this.isFrozen(current) && current.process?.state.openPort(port) !== undefined)
        return true;
    return false;
  }

  /** The server that accepts connections on the pod's port now. */
  serverAt(podUid: string, port: number, isLogged = true): ServerTarget | undefined {
    const sandbox = this.#sandboxes.get(podUid);
    if (sandbox?.ready !== true) return undefined;
    for (const { current } of sandbox.containers.values()) {
      if (this.isFrozen(current)) continue;
      const server = serverOn(current, port, this.simulation.nowMs, isLogged);
      if (server !== undefined) return server;
    }
    return undefined;
  }

  /** The process does nothing any more, and does not end by itself. */
  freeze(container: RuntimeContainer): void {
    this.troubles.frozen.set(container.id, { sinceMs: this.simulation.nowMs, missed: false });
  }

  /** It catches up with what it would have done meanwhile. */
  thaw(container: RuntimeContainer): void {
    const freeze = this.#troubles?.frozen.get(container.id);
    this.#troubles?.frozen.delete(container.id);
    if (freeze?.missed !== true) return;
    this.#follow(container, this.#subjectOf(container));
  }

  /** The time by the container's process: it stands still while that hangs. */
  timeOf(container: RuntimeContainer): number {
    return this.#troubles?.frozen.get(container.id)?.sinceMs ?? this.simulation.nowMs;
  }

  /** What the container has printed so far. */
  log(podUid: string, name: string, previous = false): readonly LogLine[] | undefined {
    const slot = this.#sandboxes.get(podUid)?.containers.get(name);
    const container = previous ? slot?.previous : slot?.current;
    return container && this.linesOf(container);
  }

  /** As `log`, of a container at hand. */
  linesOf(container: RuntimeContainer): readonly LogLine[] {
    return linesOf(container, this.timeOf(container));
  }

  /** All processes are gone at once, and nobody is told. Images stay, dead containers too. */
  powerOff(): void {
    this.#epoch++;
    this.#troubles = undefined;
    this.images.abortPulls();
    this.#sessions?.powerOff();
    for (const sandbox of this.#sandboxes.values()) {
      sandbox.ready = false;
      sandbox.ip = undefined;
    }
  }

  /** After a power-off: containerd finds containers of which it does not know how they ended. */
  powerOn(): void {
    for (const sandbox of this.#sandboxes.values()) {
      for (const { current } of sandbox.containers.values()) {
        if (current.state !== 'running') continue;
        current.state = 'exited';
        current.exitCode = 255;
        current.reason = 'Unknown';
        current.finishedAtMs = this.simulation.nowMs;
        current.finishedAt = this.clock.now();
      }
    }
  }

  /** A process inside signals another; SIGKILL does not reach process 1 from inside. */
  signal(container: RuntimeContainer, pid: number, signal: string): boolean {
    const main = this.pids.mainWith(container, pid);
    if (main === undefined) return this.pids.killBeside(container, pid);
    const isKill = signal === 'KILL' && pid !== 1;
    const term = isKill ? KILLED : main.process?.state.term;
    if (term !== undefined && (isKill || /^(?:TERM|INT|QUIT)$/.test(signal))) {
      this.#after(term.afterMs, 'process ended', this.#subjectOf(main), () => {
        this.#exit(main, term.exitCode);
      });
    }
    return true;
  }

  /** Lets the process run on, event by event where it needs the clock. */
  #follow(container: RuntimeContainer, subject: string): void {
    const { process, startedAtMs = 0 } = container;
    if (process === undefined || container.state !== 'running') return;
    if (this.#misses(container)) return;
    const elapsedMs = this.simulation.nowMs - startedAtMs;
    const step = process.advance(elapsedMs);
    if (step.kind === 'forever' || step.kind === 'input') return;
    const delayMs = Math.max(0, step.atMs - elapsedMs);
    if (step.kind === 'resume') {
      this.#after(
        delayMs,
        'process goes on',
        subject,
        () => {
          this.#follow(container, subject);
        },
        true,
      );
      return;
    }
    this.#after(
      delayMs,
      'process ended',
      subject,
      () => {
        if (!this.#misses(container)) this.#exit(container, step.exitCode);
      },
      delayMs > LONG_RUN_MS,
    );
  }

  #misses(container: RuntimeContainer): boolean {
    const freeze = this.#troubles?.frozen.get(container.id);
    if (freeze !== undefined) freeze.missed = true;
    return freeze !== undefined;
  }

  #exit(container: RuntimeContainer, exitCode: number, reason?: string): void {
    if (container.state !== 'running') return;
    this.#troubles?.frozen.delete(container.id);
    container.state = 'exited';
    container.exitCode = exitCode;
    container.reason = reason ?? (exitCode === 0 ? 'Completed' : 'Error');
    container.finishedAtMs = this.simulation.nowMs;
    container.finishedAt = this.clock.now();
    container.process?.state.dropFiles();
    this.#sessions?.containerExited(container);
    const end = `${this.#subjectOf(container)} ${String(exitCode)}`;
    this.simulation.withCause(this.simulation.record('container exited', end), () => {
      for (const listener of this.#listeners) listener.containerExited(container);
    });
  }

  #subjectOf({ podUid, name }: RuntimeContainer): string {
    return `${this.#sandboxes.get(podUid)?.subject ?? `${this.#node} ${podUid}`} ${name}`;
  }

  #whenUp(action: () => void): void {
    if (this.#troubles?.isDown === true) this.#troubles.hold(action);
    else action();
  }

  #jitter(): number {
    return this.simulation.random.between(0.8, 1.3);
  }

  #after(
    delayMs: number,
    label: string,
    subject: string,
    action: () => void,
    background = false,
  ): void {
    const epoch = this.#epoch;
    this.simulation.schedule(
      delayMs,
      label,
      subject,
      () => {
        if (epoch === this.#epoch) action();
      },
      { background },
    );
  }
}
