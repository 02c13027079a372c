// Takes one pod from its arrival on the node to its end: admission, volumes, sandbox, containers,
// restarts, probes, termination. Level-triggered: each sync looks at what is there and takes the
// next step; one step is under way at a time.
// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ and
// pkg/kubelet/{kubelet.go,pod_workers.go}.
import { podQosClass } from '../../apis/core/podQosClass';
import type { Pod, PodStatus } from '../../apis/generated/core/v1';
import type { Timer } from '../../simulation/simulation';
import type { PodSandbox, RuntimeContainer } from '../runtime/podSandbox';
import { ContainerRunner, type ContainerRunnerHost } from './containerRunner';
import { RELIST_MS, type KubeletContext } from './kubeletContext';
import { NETWORK_NOT_READY } from './nodeConditions';
import { mayStartAgain } from './podActions';
import { deleteForGood } from './deleteForGood';
import { deadlineOf, DEADLINE_MESSAGE } from './podDeadline';
import type { PodWorkerHost } from './podWorkerHost';
import { podStatus, type PodFailure } from './podStatus';
import type { ReportedPod } from './podStatusWriter';
import { graceSeconds, PodTerminator } from './podTerminator';
import { VolumeMounter } from './volumeMounter';

const API_RETRY_MS = 10_000;
/** immediateEvictionGracePeriodSeconds. */
const EVICTION_GRACE_SECONDS = 1;
/** A later wake does not keep a run from being idle. */
const SOON_MS = 5_000;

export class PodWorker implements ReportedPod, ContainerRunnerHost {
  /** The pod as last seen; for a static pod, the one made from its file. */
  pod: Pod;
  apiPod: Pod | undefined;
  reported: PodStatus | undefined;
  writtenVersion = '';
  readonly isStatic: boolean;
  readonly #context: KubeletContext;
  readonly #host: PodWorkerHost;
  readonly #runner: ContainerRunner;
  readonly #startTime: string;
  /** How the trace names it. */
  readonly #subject: string;
  #stage: 'new' | 'admitted' | 'ended' | 'terminating' | 'gone' = 'new';
  #failure: PodFailure | undefined;
  #isMakingSandbox = false;
  /** Undefined once all is mounted. */
  #mounter: VolumeMounter | undefined;
  #mustReport = true;
  #isManifestGone = false;
  #terminator: PodTerminator | undefined;
  #wake: Timer | undefined;
  #wakeAtMs = Infinity;

  constructor(context: KubeletContext, host: PodWorkerHost, pod: Pod, isStatic: boolean) {
    this.#context = context;
    this.#host = host;
    this.pod = pod;
    this.isStatic = isStatic;
    const { namespace = '', name } = pod.metadata;
    this.#subject = `${context.node.name} ${namespace}/${name}`;
    this.apiPod = isStatic ? undefined : pod;
    this.reported = pod.status;
    this.#startTime = pod.status?.startTime ?? context.clock.now();
    this.#runner = new ContainerRunner(context, this);
    this.#mounter = new VolumeMounter(context);
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') this.#stage = 'ended';
    this.wake(0);
  }

  /** Whether it counts against the node's resources and ports. */
  get isActive(): boolean {
    return this.#stage === 'admitted' || this.#stage === 'terminating';
  }

  /** The kubelet may end it for want of resources: never a static pod. */
  get isEvictable(): boolean {
    return this.#stage === 'admitted' && !this.isStatic;
  }

  /** An image pull begins: what has started before should be told now. */
  pulling(): void {
    if (this.#runner.startedSinceReport) this.#report();
  }

  /** Something of a container came to its end. */
  changed(mustReport: boolean): void {
    this.#mustReport ||= mustReport;
    this.wake(0);
  }

  filesChanged(): void {
    this.#runner.recheck();
  }

  /** The pod's object changed. */
  update(pod: Pod): void {
    const before = this.pod;
    this.pod = pod;
    this.apiPod = pod;
    const { generation, resourceVersion } = pod.metadata;
    // What was missed while the server was out of reach (a deletion counts as a generation) came along.
    const isOwnReport = resourceVersion === this.writtenVersion;
    if (isOwnReport && generation === before.metadata.generation) return;
    // Somebody else wrote a status (the node controller, of a node that it did not hear of).
    if (Number(resourceVersion) > Number(this.writtenVersion)) this.reported = pod.status;
    const isDeletion =
      pod.metadata.deletionGracePeriodSeconds !== before.metadata.deletionGracePeriodSeconds;
    const gates = pod.spec.readinessGates !== undefined;
    if (isDeletion || gates || generation !== before.metadata.generation) this.#mustReport = true;
    this.wake(0);
  }

  /** The API server has a (new) mirror of this static pod. */
  mirrored(mirror: Pod | undefined): void {
    const isOther = mirror?.metadata.uid !== this.apiPod?.metadata.uid;
    if (isOther || Number(mirror?.metadata.resourceVersion) > Number(this.writtenVersion))
      this.reported = mirror?.status;
    this.apiPod = mirror;
    if (mirror !== undefined) this.#mustReport = true;
    this.wake(0);
  }

  /** The object is gone: a forced deletion, or the end of what this worker did itself. */
  remove(last: Pod): void {
    this.apiPod = undefined;
    if (this.#stage === 'gone') return;
    this.#terminate(last.metadata.deletionGracePeriodSeconds === 0 ? 1 : graceSeconds(last));
    this.wake(0);
  }

  /** A static pod's manifest is gone: the pod ends; what becomes of its mirror is the kubelet's. */
  manifestGone(): void {
    if (this.#isManifestGone) return;
    this.#isManifestGone = true;
    this.#terminate(graceSeconds(this.pod));
    this.wake(0);
  }

  containerExited(container: RuntimeContainer): void {
    this.#runner.exited(container);
    this.#mustReport = true;
    // The kubelet learns of it from the runtime's list, once a second; who waits for it, at once.
    this.wake(
      this.#stage === 'terminating' ? 0 : this.#context.simulation.random.between(0, RELIST_MS),
    );
  }

  /** Looks again after `delayMs`, unless it does so sooner anyhow. */
  wake(delayMs: number): void {
    const { simulation } = this.#context;
    const atMs = simulation.nowMs + delayMs;
    if (this.#stage === 'gone' || atMs >= this.#wakeAtMs) return;
    this.#wake?.cancel();
    this.#wakeAtMs = atMs;
    this.#wake = this.#context.schedule(
      delayMs,
      'sync pod',
      this.#subject,
      () => {
        this.#wake = undefined;
        this.#wakeAtMs = Infinity;
        this.#sync();
      },
      { background: delayMs > SOON_MS },
    );
  }

  stop(): void {
    this.#runner.stop();
  }

  #sync(): void {
    // "skipping pod synchronization": every worker is woken when the runtime is back.
    if (this.#stage === 'gone' || !this.#context.runtime.isUp) return;
    if (this.pod.metadata.deletionTimestamp !== undefined && !this.isStatic)
      this.#terminate(graceSeconds(this.pod));
    if (this.#stage === 'terminating') {
      this.#advanceTermination();
      return;
    }
    if (this.#stage === 'new' && !this.#admit()) return;
    if (this.#stage === 'ended') return;
    if (this.#context.clock.epochMs >= deadlineOf(this.pod, this.#startTime)) {
      this.#fail('DeadlineExceeded', DEADLINE_MESSAGE);
      return;
    }
    const isStarting = this.#takeNextStep();
    if (this.#mustReport || !isStarting) this.#report();
  }

  #admit(): boolean {
    const rejection = this.#host.admit(this);
    if (rejection === undefined) {
      this.#stage = 'admitted';
      this.#scheduleDeadline();
      return true;
    }
    const { reason, message } = rejection;
    this.#context.recorder.event(this.pod, 'Warning', reason, message);
    this.#stage = 'ended';
    this.#host.statusWriter.write(this, {
      ...this.reported,
      phase: 'Failed',
      qosClass: podQosClass(this.pod.spec),
      reason,
      message: `Pod was rejected: ${message}`,
      startTime: this.#startTime,
    });
    return false;
  }

  /** True where a short step is under way whose outcome is worth waiting for. */
  #takeNextStep(): boolean {
    if (this.#isMakingSandbox) return true;
    const { runtime } = this.#context;
    const sandbox = runtime.sandbox(this.pod.metadata.uid);
    if (sandbox?.ready !== true) return this.#makeSandbox(sandbox);
    if (this.pod.spec.hostNetwork !== true) sandbox.ip ??= this.#context.ipam()?.allocate();
    const result = this.#runner.advance(sandbox);
    if (result.kind === 'finished') {
      this.#end();
      return false;
    }
    if (result.wakeAtMs !== undefined) this.wake(result.wakeAtMs - this.#context.simulation.nowMs);
    return result.kind === 'starting';
  }

  #makeSandbox(dead: PodSandbox | undefined): boolean {
    const { recorder, runtime } = this.#context;
    if (dead !== undefined && !mayStartAgain(this.pod, dead)) {
      this.#end();
      return false;
    }
    if (this.pod.spec.hostNetwork !== true && this.#context.ipam() === undefined) {
      recorder.event(
        this.pod,
        'Warning',
        'NetworkNotReady',
        `network is not ready: ${NETWORK_NOT_READY}`,
      );
      return false;
    }
    if (!this.#mountVolumes()) return false;
    if (dead !== undefined) {
      recorder.event(
        this.pod,
        'Normal',
        'SandboxChanged',
        'Pod sandbox changed, it will be killed and re-created.',
      );
    }
    this.#isMakingSandbox = true;
    runtime.runSandbox(this.pod.metadata.uid, this.#subject, () => {
      this.#isMakingSandbox = false;
      if (this.#stage !== 'admitted' || !this.#context.isRunning()) return;
      this.#sync();
    });
    return true;
  }

  #mountVolumes(): boolean {
    if (this.#mounter === undefined) return true;
    const result = this.#mounter.mount(this.pod);
    if (result.kind === 'mounted') this.#mounter = undefined;
    if (result.kind === 'failed') this.wake(result.retryMs);
    return result.kind === 'mounted';
  }

  #scheduleDeadline(): void {
    const delayMs = deadlineOf(this.pod, this.#startTime) - this.#context.clock.epochMs;
    if (delayMs === Infinity) return;
    const look = (): void => {
      this.wake(0);
    };
    this.#context.schedule(delayMs, 'active deadline', this.#subject, look, { background: true });
  }

  /** The kubelet itself ends the pod, which stays as Failed. */
  #fail(reason: string, message: string): void {
    this.#context.recorder.event(this.pod, 'Normal', reason, message);
    this.#failure = { reason, message };
    this.#endNow(graceSeconds(this.pod));
  }

  /** The node lacks what the pod uses; containers get a second. */
  evict(message: string): void {
    this.#context.recorder.event(this.pod, 'Warning', 'Evicted', message);
    this.#failure = { reason: 'Evicted', message, isDisruption: true };
    this.#endNow(EVICTION_GRACE_SECONDS);
  }

  #endNow(seconds: number): void {
    this.#terminate(seconds);
    this.#report();
    this.#advanceTermination();
  }

  /** All containers are done: what stays is the status. */
  #end(): void {
    this.#runner.stop();
    this.#terminator = new PodTerminator(this.#context, this.pod, graceSeconds(this.pod) * 1000);
    if (!this.#terminator.advance()) {
      this.#stage = 'terminating';
      return;
    }
    this.#stage = 'ended';
    this.#mustReport = true;
    this.#report();
    this.#releaseNetwork();
  }

  #terminate(seconds: number): void {
    const graceMs = Math.max(seconds, 0) * 1000;
    if (this.#stage === 'terminating') {
      this.#terminator?.shorten(this.pod, graceMs);
      return;
    }
    this.#runner.stop();
    this.#stage = 'terminating';
    this.#terminator = new PodTerminator(this.#context, this.pod, graceMs);
  }

  #advanceTermination(): void {
    if (this.#terminator?.advance() !== true) {
      if (this.#mustReport) this.#report();
      return;
    }
    const isWanted =
      this.pod.metadata.deletionTimestamp === undefined &&
      this.apiPod !== undefined &&
      !this.#isManifestGone;
    this.#stage = isWanted ? 'ended' : 'terminating';
    this.#mustReport = true;
    // The last that is told of a pod that stays says that its sandbox is gone.
    if (isWanted) this.#releaseNetwork();
    this.#report();
    if (!isWanted) this.#finish();
  }

  /** Deletes the object for good; it has waited for this. */
  #finish(): void {
    const object = this.isStatic ? undefined : this.apiPod;
    if (object !== undefined && !deleteForGood(this.#context.client, object)) {
      this.wake(API_RETRY_MS);
      return;
    }
    this.#stage = 'gone';
    this.#wake?.cancel();
    this.#releaseNetwork();
    this.#context.runtime.removeSandbox(this.pod.metadata.uid);
    this.#host.statusWriter.forget(this);
    this.#host.finished(this);
  }

  #releaseNetwork(): void {
    const sandbox = this.#context.runtime.sandbox(this.pod.metadata.uid);
    if (sandbox === undefined) return;
    if (sandbox.ip !== undefined) this.#context.ipam()?.release(sandbox.ip);
    sandbox.ip = undefined;
    sandbox.ready = false;
  }

  #report(): void {
    this.#mustReport = false;
    this.#runner.startedSinceReport = false;
    const { clock, node, runtime, statusParts } = this.#context;
    const isOver = this.#stage === 'ended' || this.#stage === 'terminating';
    const isRunning = this.#anyRunning();
    const status = podStatus({
      pod: this.isStatic ? this.pod : (this.apiPod ?? this.pod),
      sandbox: runtime.sandbox(this.pod.metadata.uid),
      runtime,
      work: this.#runner.work,
      startTime: this.#startTime,
      node,
      now: clock.now(),
      reported: this.reported,
      shared: statusParts.podConditions,
      isTerminal: isOver && !isRunning,
      isRunning,
      failure: this.#failure,
    });
    this.#host.statusWriter.write(this, status);
  }

  #anyRunning(): boolean {
    const slots = this.#context.runtime.sandbox(this.pod.metadata.uid)?.containers.values() ?? [];
    for (const { current } of slots) if (current.state === 'running') return true;
    return false;
  }

  get podIP(): string | undefined {
    if (this.pod.spec.hostNetwork === true) return this.#context.node.address;
    return this.#context.runtime.sandbox(this.pod.metadata.uid)?.ip;
  }
}
