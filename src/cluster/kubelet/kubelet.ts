// The kubelet: the node's agent. Follows the pods that are bound to its node, gives each a worker,
// runs static pods, and reports the node.
//
// Differs from Kubernetes: unused images are cleaned up only where the disk runs short, and a resize
// takes effect at once, whatever room the node has.
import { isApiError } from '../../apimachinery/apiStatus';
import type { StringMap } from '../../apimachinery/objectMeta';
import { SmallMap } from '../../apimachinery/smallMap';
import { isMirrorPod } from '../../apis/core/podState';
import type { Node, Pod } from '../../apis/generated/core/v1';
import { NODES, PODS } from '../../apis/resources';
import type { Component } from '../client/component';
import { Informer } from '../client/informer';
import type { FileSources } from '../runtime/files/containerFiles';
import type {
  ContainerRuntimeListener,
  FileProvider,
  RuntimeContainer,
} from '../runtime/podSandbox';
import { deleteForGood } from './deleteForGood';
import { EvictionManager } from './eviction/evictionManager';
import type { KubeletContext } from './kubeletContext';
import { fileSources } from './mountedFiles';
import { NodeReporter } from './nodeReporter';
import { admissionProblem, type Rejection } from './podAdmission';
import { PodStatusWriter } from './podStatusWriter';
import { PodWorker } from './podWorker';
import type { PodWorkerHost } from './podWorkerHost';
import { mirrorDraft, staticPod } from './staticPod';

/** One run of the kubelet's process: started once, stopped once. */
export class Kubelet implements Component, PodWorkerHost, ContainerRuntimeListener, FileProvider {
  readonly statusWriter: PodStatusWriter;
  readonly #context: KubeletContext;
  readonly #reporter: NodeReporter;
  readonly #pods: Informer<Pod>;
  readonly #node: Informer<Node>;
  /** By pod uid; static pods under the uid from their file. */
  readonly #workers = new Map<string, PodWorker>();
  /** Static pods' workers by the key of their mirror. */
  readonly #static = new SmallMap<string, PodWorker>();
  readonly #eviction: EvictionManager;
  #hasCleanedUp = false;
  /** Mirrors may be left of static pods that have ended. */
  #hasOrphans = false;

  constructor(context: KubeletContext) {
    this.#context = context;
    const { simulation, client, node } = context;
    this.statusWriter = new PodStatusWriter(client);
    this.#pods = new Informer(simulation, client, PODS, {
      fieldSelector: `spec.nodeName=${node.name}`,
    });
    this.#node = new Informer(simulation, client, NODES, {
      fieldSelector: `metadata.name=${node.name}`,
    });
    this.#reporter = new NodeReporter(context, () => {
      this.#housekeeping();
    });
    this.#eviction = new EvictionManager(this.#context, this.#reporter, () =>
      this.#workers.values(),
    );
  }

  start(): void {
    if (!this.#context.runtime.isUp) this.#reporter.runtimeWentDown();
    this.#eviction.watch();
    const { runtime } = this.#context;
    runtime.addListener(this);
    runtime.fileProvider = this;
    this.manifestsChanged();
    this.#addHandlers();
    this.#reporter.start();
    this.#node.start();
    this.#pods.start();
    this.#housekeeping();
  }

  #addHandlers(): void {
    const nodeChanged = (node: Node): void => {
      this.#nodeChanged(node);
    };
    const podSeen = (pod: Pod): void => {
      this.#podSeen(pod);
    };
    this.#node.addHandlers({
      added: nodeChanged,
      updated: (_, node) => {
        nodeChanged(node);
      },
    });
    this.#pods.addHandlers({
      added: podSeen,
      updated: (_, pod) => {
        podSeen(pod);
      },
      deleted: (pod) => {
        this.#podGone(pod);
      },
    });
  }

  stop(): void {
    this.#context.recorder.stop();
    this.#context.runtime.removeListener(this);
    this.#pods.stop();
    this.#node.stop();
    for (const worker of this.#workers.values()) worker.stop();
  }

  /** Ends static pods whose manifest is gone, starts those that are new. */
  manifestsChanged(): void {
    const { clock, node } = this.#context;
    const manifests = this.#context.manifests();
    if (manifests.length === 0 && this.#static.size === 0) return;
    const wanted = new Set<string>();
    for (const draft of manifests) {
      const pod = staticPod(draft, node.name, clock.now());
      const { uid } = pod.metadata;
      wanted.add(uid);
      // One that still ends comes back when it has ended.
      if (this.#workers.has(uid)) continue;
      const worker = new PodWorker(this.#context, this, pod, true);
      this.#workers.set(uid, worker);
      this.#static.set(keyOfPod(pod), worker);
      const mirror = this.#pods.get(pod.metadata.namespace, pod.metadata.name);
      if (mirror !== undefined) this.#mirrorSeen(mirror);
    }
    for (const worker of this.#static.values())
      if (!wanted.has(worker.pod.metadata.uid)) worker.manifestGone();
  }

  /** Memory, disk or process ids have to be looked after. */
  mayRunShort(): void {
    this.#eviction.watch();
  }

  /** Pods are not synced any more. */
  runtimeWentDown(): void {
    this.#reporter.runtimeWentDown();
  }

  runtimeCameBack(): void {
    this.#reporter.runtimeCameBack();
    for (const worker of this.#workers.values()) worker.wake(0);
  }

  admit(worker: PodWorker): Rejection | undefined {
    if (worker.isStatic) return undefined;
    const pressed = this.#eviction.rejection(worker.pod);
    if (pressed !== undefined) return pressed;
    const others: Pod[] = [];
    for (const other of this.#workers.values()) if (other.isActive) others.push(other.pod);
    const labels = this.#node.get(undefined, this.#context.node.name)?.metadata.labels;
    return admissionProblem(worker.pod, others, this.#context.node, labels);
  }

  finished(worker: PodWorker): void {
    const { uid } = worker.pod.metadata;
    if (this.#workers.get(uid) === worker) this.#workers.delete(uid);
    if (!worker.isStatic) return;
    this.#static.delete(keyOfPod(worker.pod));
    this.#hasOrphans = true;
    this.manifestsChanged();
    this.#deleteOrphanMirrors();
  }

  /** Mirrors of static pods that are no more. */
  #deleteOrphanMirrors(): void {
    if (!this.#hasOrphans) return;
    const orphans = [...this.#pods.list()].filter(
      (pod) => isMirrorPod(pod) && this.#static.get(keyOfPod(pod)) === undefined,
    );
    this.#hasOrphans = orphans.length > 0;
    for (const mirror of orphans) deleteForGood(this.#context.client, mirror);
  }

  /** The runtime's uid of the static pod with this mirror. */
  staticUidOf(mirrorUid: string): string | undefined {
    for (const worker of this.#static.values()) {
      if (worker.apiPod?.metadata.uid === mirrorUid) return worker.pod.metadata.uid;
    }
    return undefined;
  }

  containerExited(container: RuntimeContainer): void {
    this.#workers.get(container.podUid)?.containerExited(container);
  }

  filesChanged(podUid: string): void {
    this.#workers.get(podUid)?.filesChanged();
  }

  filesOf(podUid: string, name: string, environment: StringMap): FileSources | undefined {
    const worker = this.#workers.get(podUid);
    return worker && fileSources(this.#context, worker.pod, name, worker.podIP, environment);
  }

  #nodeChanged(node: Node): void {
    const cidr = node.spec?.podCIDR;
    if (cidr === undefined || cidr === '' || this.#context.ipam() !== undefined) return;
    this.#context.usePodCidr(cidr);
    this.#context.schedule(0, 'network ready', this.#context.node.name, () => {
      this.#reporter.reportNow();
      for (const worker of this.#workers.values()) worker.wake(0);
    });
  }

  #podSeen(pod: Pod): void {
    if (isMirrorPod(pod)) {
      this.#mirrorSeen(pod);
      return;
    }
    const worker = this.#workers.get(pod.metadata.uid);
    if (worker === undefined) {
      this.#workers.set(pod.metadata.uid, new PodWorker(this.#context, this, pod, false));
    } else worker.update(pod);
  }

  #podGone(pod: Pod): void {
    const worker = this.#static.get(keyOfPod(pod));
    if (isMirrorPod(pod) && worker !== undefined) {
      worker.mirrored(undefined);
      this.#context.schedule(0, 'create mirror pod', keyOfPod(pod), () => {
        this.#ensureMirror(worker);
      });
      return;
    }
    this.#workers.get(pod.metadata.uid)?.remove(pod);
  }

  /** A mirror that is being deleted is let go at once; the pod itself goes on. */
  #mirrorSeen(mirror: Pod): void {
    const worker = this.#static.get(keyOfPod(mirror));
    if (mirror.metadata.deletionTimestamp === undefined && worker !== undefined) {
      worker.mirrored(mirror);
      return;
    }
    const { client } = this.#context;
    this.#context.schedule(0, 'delete mirror pod', keyOfPod(mirror), () => {
      deleteForGood(client, mirror);
    });
  }

  #ensureMirror(worker: PodWorker): void {
    if (worker.apiPod !== undefined || !this.#reporter.isRegistered) return;
    const { client, node } = this.#context;
    const { namespace } = worker.pod.metadata;
    try {
      const { uid } = client.get(NODES, undefined, node.name).metadata;
      worker.mirrored(client.create(PODS, namespace, mirrorDraft(worker.pod, uid)));
    } catch (error) {
      // A refusal now may be none with the next heartbeat.
      if (!isApiError(error)) throw error;
    }
  }

  /** With each heartbeat: what could not be written before is tried again. */
  #housekeeping(): void {
    this.statusWriter.flush();
    for (const worker of this.#static.values()) this.#ensureMirror(worker);
    this.#deleteOrphanMirrors();
    if (this.#hasCleanedUp || !this.#pods.hasSynced) return;
    this.#hasCleanedUp = true;
    for (const { podUid } of [...this.#context.runtime.sandboxes()]) {
      if (!this.#workers.has(podUid)) this.#context.runtime.removeSandbox(podUid);
    }
  }
}

function keyOfPod(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
}
