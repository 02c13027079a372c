// One computer of the cluster: container runtime, kubelet and kube-proxy, with a power switch.
// What happens on it reaches the rest of the cluster only through the API server.
import type { Draft } from '../../apimachinery/objectMeta';
import { SmallMap } from '../../apimachinery/smallMap';
import { serviceAccountUser } from '../../apimachinery/userInfo';
import type { Pod } from '../../apis/generated/core/v1';
import type { Component } from '../client/component';
import { ClusterDns } from '../network/clusterDns';
import { ClusterNetwork, type NetworkNode } from '../network/clusterNetwork';
import { KubeProxy } from '../network/kubeProxy';
import { NodeNetworkView } from '../network/nodeNetworkView';
import { PodIpam } from '../network/podIpam';
import { ContainerRuntime } from '../runtime/containerRuntime';
import type {
  ContainerRequest,
  ContainerRuntimeListener,
  PodSandbox,
  RuntimeContainer,
} from '../runtime/podSandbox';
import type { Connection, Peer } from '../runtime/networkView';
import { peerOf } from '../runtime/servers/answer';
import type { LogLine } from '../runtime/containerLog';
import { ContainerMemory } from './containerMemory';
import { NodeResources } from './eviction/nodeResources';
import { Kubelet } from './kubelet';
import type { MachineOptions } from './machineOptions';
import { KubeletRun, type KubeletMachine } from './kubeletRun';
import type { KubeletNode } from './kubeletNode';
import type { Pressure } from './nodeConditions';
import { preloadedImages } from './preloadedImages';

const KUBE_PROXY = serviceAccountUser('kube-system', 'kube-proxy');
/** From the start of a program until it gives up over its configuration. */
const FAILS_AFTER_MS = 200;

const NO_PODS: readonly Draft<Pod>[] = [];

export class Machine implements NetworkNode, KubeletMachine, ContainerRuntimeListener {
  readonly name: string;
  readonly runtime: ContainerRuntime;
  readonly kubeProxy: KubeProxy;
  readonly network: NodeNetworkView;
  readonly #options: MachineOptions;
  readonly node: KubeletNode;
  readonly memory: ContainerMemory;
  readonly resources: NodeResources;
  readonly #processes = new SmallMap<string, Component>();
  /** Containers whose process is simulated, with that process. */
  readonly #running = new SmallMap<string, Component>();
  #ipam: PodIpam | undefined;
  #podCidr: string | undefined;
  #kubelet: Kubelet | undefined;
  #kubeletRun: KubeletRun | undefined;
  #isOn = false;
  #bootId = '';
  /** Names of manifests that were moved away. */
  readonly #movedAway: string[] = [];

  constructor(options: MachineOptions) {
    const { simulation, clock, name, address } = options;
    this.name = name;
    this.#options = options;
    this.node = {
      name,
      address,
      hostIPs: [{ ip: address }],
      cpuMillis: options.cpuMillis,
      memoryBytes: options.memoryBytes,
      maxPods: options.maxPods ?? 110,
      labels: options.labels ?? {},
      taints: options.taints ?? [],
      kubeletVersion: options.kubeletVersion,
    };
    const client = options.connect(KUBE_PROXY);
    this.kubeProxy = new KubeProxy({ simulation, clock, client }, { name, address });
    this.network = new NodeNetworkView({
      proxy: this.kubeProxy,
      dns: new ClusterDns(this.kubeProxy),
      space: options.network ?? new ClusterNetwork(() => [this]),
      node: name,
      nodeAddress: address,
      simulation,
    });
    this.runtime = new ContainerRuntime({
      simulation,
      clock,
      images: options.images,
      network: this.network,
      node: name,
      pullTimings: options.timings,
    });
    const { runtime } = this;
    this.memory = new ContainerMemory(simulation, runtime, name, () => {
      this.#kubelet?.mayRunShort();
    });
    const { memory } = this;
    const { memoryBytes } = options;
    this.resources = new NodeResources({ runtime, memory, memoryBytes });
    for (const [container, process] of options.processes ?? [])
      this.#processes.set(container, process);
    this.#processes.set('kube-proxy', this.kubeProxy);
    runtime.addListener(this);
    runtime.images.preload(options.preloaded ?? preloadedImages(options.images, options));
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** What another computer like it would be bought with. */
  get size(): Pick<KubeletNode, 'cpuMillis' | 'memoryBytes' | 'maxPods' | 'labels' | 'taints'> {
    const { cpuMillis, memoryBytes, maxPods, labels, taints } = this.node;
    return { cpuMillis, memoryBytes, maxPods, labels, taints };
  }

  get isControlPlane(): boolean {
    return this.#options.staticPods !== undefined;
  }

  get address(): string {
    return this.node.address;
  }

  get ipam(): PodIpam | undefined {
    return this.#ipam;
  }

  get podCidr(): string | undefined {
    return this.#podCidr;
  }

  hasPod(address: string): boolean {
    return this.#podUidsAt(address).length > 0;
  }

  peerAt(address: string, port: number, from: string): Peer | 'hangs' | undefined {
    const uids = this.#podUidsAt(address);
    const podUid = uids.find((uid) => this.runtime.serverAt(uid, port) !== undefined);
    if (podUid === undefined)
      return uids.some((uid) => this.runtime.hangsAt(uid, port)) ? 'hangs' : undefined;
    return peerOf(() => this.runtime.serverAt(podUid, port), from);
  }

  forward(from: string, port: number): Connection | undefined {
    if (this.kubeProxy.resolve(this.address, port) === undefined) return undefined;
    return this.network.connect(from, this.address, port);
  }

  /** Pods with the address; those on the host network have the node's. */
  #podUidsAt(address: string): readonly string[] {
    const uids: string[] = [];
    for (const { podUid, ip, ready } of this.runtime.sandboxes())
      if (ready && (ip ?? this.address) === address) uids.push(podUid);
    return uids;
  }

  /** Boots: the runtime finds what was left on disk, then the kubelet starts. */
  powerOn(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#bootId = this.#options.simulation.random.uuid();
    this.runtime.powerOn();
    this.startKubelet();
  }

  /** Pulls the plug: every process is gone at once, and nobody is told. */
  powerOff(): void {
    if (!this.#isOn) return;
    this.stopKubelet();
    this.#isOn = false;
    for (const [id] of [...this.#running.entries()]) this.#processEnded(id);
    this.runtime.powerOff();
    this.#ipam = undefined;
  }

  /** Starts the kubelet's process alone. No effect while it runs or the machine is off. */
  startKubelet(): void {
    if (!this.#isOn || this.#kubelet !== undefined) return;
    this.#kubeletRun = new KubeletRun(this, this.#options, this.#bootId);
    this.#kubelet = new Kubelet(this.#kubeletRun);
    this.#kubelet.start();
  }

  /** Stops the kubelet's process alone: containers go on. */
  stopKubelet(): void {
    this.#kubeletRun?.end();
    this.#kubelet?.stop();
    this.#kubelet = undefined;
    this.#kubeletRun = undefined;
  }

  /** systemctl stop containerd: containers go on under their shims. */
  stopRuntime(): void {
    this.runtime.troubles.stop();
    this.#kubelet?.runtimeWentDown();
  }

  startRuntime(): void {
    this.runtime.troubles.start();
    this.#kubelet?.runtimeCameBack();
  }

  /** The process of a container hangs: it neither serves nor ends, nor hears SIGTERM. */
  freeze(container: RuntimeContainer): void {
    this.runtime.freeze(container);
    const process = this.#running.get(container.id);
    if (process === this.kubeProxy) this.kubeProxy.pause();
    else process?.stop();
    this.runtime.recheckProbes(container.podUid);
  }

  thaw(container: RuntimeContainer): void {
    this.runtime.thaw(container);
    const process = this.#running.get(container.id);
    if (process === this.kubeProxy) this.kubeProxy.resume();
    else if (process !== undefined) this.#startProcess(process, container);
    this.runtime.recheckProbes(container.podUid);
  }

  /** Something outside of all pods takes nearly all there is, or gives it back. */
  setShort(pressure: Pressure, isShort: boolean): void {
    this.resources.setShort(pressure, isShort);
    this.#kubelet?.mayRunShort();
  }

  /** Moves a manifest out of /etc/kubernetes/manifests: the kubelet ends its pod. */
  moveManifestAway(name: string): void {
    if (this.#movedAway.includes(name)) return;
    this.#movedAway.push(name);
    this.#kubelet?.manifestsChanged();
  }

  /** Moves it back: the kubelet starts its pod. */
  moveManifestBack(name: string): void {
    const index = this.#movedAway.indexOf(name);
    if (index < 0) return;
    this.#movedAway.splice(index, 1);
    this.#kubelet?.manifestsChanged();
  }

  /** For its kubelet: those that are in /etc/kubernetes/manifests now. */
  manifests(): readonly Draft<Pod>[] {
    const { staticPods } = this.#options;
    if (staticPods === undefined) return NO_PODS;
    return staticPods.filter(({ metadata }) => !this.#movedAway.includes(metadata.name ?? ''));
  }

  /** For its kubelet, which has heard of it. */
  usePodCidr(cidr: string): void {
    this.#podCidr = cidr;
    this.#ipam ??= new PodIpam(cidr);
  }

  /**
   * Ends a container's process from outside, as a crash would. Without a name: all of the pod's.
   * False where nothing of it runs here.
   */
  crashContainer(podUid: string, containerName?: string): boolean {
    let crashed = false;
    for (const { current } of this.sandboxOf(podUid)?.containers.values() ?? []) {
      if (
        current.state !== 'running' ||
        (containerName !== undefined && current.name !== containerName)
      )
        continue;
      this.runtime.kill(current);
      crashed = true;
    }
    return crashed;
  }

  /** What a container has printed, as far as it is kept; undefined where there is no such container. */
  containerLog(
    podUid: string,
    containerName: string,
    previous = false,
  ): readonly LogLine[] | undefined {
    return (
      this.runtime.log(podUid, containerName, previous) ??
      this.runtime.log(this.#staticUid(podUid), containerName, previous)
    );
  }

  /** The pod's sandbox, also where the uid is that of a static pod's mirror. */
  sandboxOf(podUid: string): PodSandbox | undefined {
    return this.runtime.sandbox(podUid) ?? this.runtime.sandbox(this.#staticUid(podUid));
  }

  get isKubeletRunning(): boolean {
    return this.#kubelet !== undefined;
  }

  /** The server on a port of the pod, as its own processes reach it. */
  loopbackPeer(podUid: string, port: number): Peer | undefined {
    if (this.runtime.serverAt(podUid, port) === undefined) return undefined;
    return peerOf(() => this.runtime.serverAt(podUid, port), '127.0.0.1');
  }

  /** The runtime knows a static pod under the uid from its file, the API server under its mirror's. */
  #staticUid(podUid: string): string {
    return this.#kubelet?.staticUidOf(podUid) ?? podUid;
  }

  #failSoon(container: RuntimeContainer): void {
    const subject = `${this.name} ${container.podUid} ${container.name}`;
    this.#options.simulation.schedule(FAILS_AFTER_MS, 'process ended', subject, () => {
      if (this.#isOn) this.runtime.kill(container, 1);
    });
  }

  /** For the runtime. */
  containerStarted(container: RuntimeContainer, request: ContainerRequest): void {
    if (request.namespace === 'kube-system') this.#processStarted(container);
    if (this.#options.failing?.has(request.container.name) === true) this.#failSoon(container);
    this.memory.started(container, request);
  }

  /** For the runtime. */
  containerExited(container: RuntimeContainer): void {
    this.#processEnded(container.id);
  }

  #processStarted(container: RuntimeContainer): void {
    const process = this.#processes.get(container.name);
    if (process === undefined) return;
    this.#running.set(container.id, process);
    this.#startProcess(process, container);
  }

  #startProcess(process: Component, container: RuntimeContainer): void {
    process.start((code) => {
      this.runtime.kill(container, code);
    });
  }

  #processEnded(containerId: string): void {
    const process = this.#running.get(containerId);
    this.#running.delete(containerId);
    process?.stop();
  }
}
