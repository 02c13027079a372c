// What would have to be otherwise for a filter of the scheduler to let a pod onto a node: the smallest
// change of the pod or the node, for each plugin that refuses.
import { findUntoleratedTaint } from '../../apis/core/tolerations';
import type { Container, Node, Pod, PodSpec } from '../../apis/generated/core/v1';
import { formatBytes } from '../../apimachinery/quantity';
import type { Refusal, SchedulerTrial } from '../../cluster/scheduler/schedulerTrial';
import { lowered } from './loweredRequests';

/** A pod and a node as they would be. */
export interface Wish {
  readonly pod: Pod;
  readonly node: Node;
}

export interface Mend extends Wish {
  /** `200m less CPU`, `tolerating key=value:NoSchedule` */
  readonly text: string;
  /** The lower, the nearer. */
  readonly cost: number;
}

type Mender = (wish: Wish, refusal: Refusal, trial: SchedulerTrial) => Mend | undefined;

/** By the plugin that refused; undefined where nothing small helps. */
export function mendFor(wish: Wish, refusal: Refusal, trial: SchedulerTrial): Mend | undefined {
  return MENDERS[refusal.plugin]?.(wish, refusal, trial);
}

const MENDERS: Readonly<Record<string, Mender>> = {
  NodeUnschedulable: (wish) => {
    const { name } = wish.node.metadata;
    const spec = { ...wish.node.spec, unschedulable: false };
    const taints = spec.taints?.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable');
    const node = { ...wish.node, spec: { ...spec, ...(taints === undefined ? {} : { taints }) } };
    return { ...wish, node, text: `uncordoning ${name}`, cost: 3 };
  },
  TaintToleration: tolerate,
  NodeAffinity: match,
  NodePorts: movePorts,
  NodeResourcesFit: shrink,
  VolumeBinding: findVolume,
  PodTopologySpread: (wish) => {
    const constraints = wish.pod.spec.topologySpreadConstraints ?? [];
    const hard = constraints.filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
    );
    if (hard.length === 0) return undefined;
    const keys = hard.map(({ topologyKey }) => topologyKey).join(', ');
    const soft = constraints.map((each) => ({
      ...each,
      whenUnsatisfiable: 'ScheduleAnyway' as const,
    }));
    const text = `whenUnsatisfiable: ScheduleAnyway for its spread over ${keys}`;
    return { ...wish, pod: withSpec(wish.pod, { topologySpreadConstraints: soft }), text, cost: 4 };
  },
  SchedulingGates: (wish) => {
    const names = (wish.pod.spec.schedulingGates ?? []).map(({ name }) => name).join(', ');
    const text = `without scheduling gate ${names}`;
    return { ...wish, pod: withSpec(wish.pod, { schedulingGates: [] }), text, cost: 1 };
  },
};

function tolerate(wish: Wish): Mend | undefined {
  const { pod, node } = wish;
  const { tolerations = [] } = pod.spec;
  const taint = findUntoleratedTaint(node.spec.taints, tolerations);
  // A taint that Kubernetes sets itself says that the node is not well: the node is what has to be mended.
  if (taint === undefined || taint.key.startsWith('node.kubernetes.io/')) return undefined;
  const { key, value, effect } = taint;
  const match = value ? { operator: 'Equal' as const, value } : { operator: 'Exists' as const };
  const isControlPlane = key === 'node-role.kubernetes.io/control-plane';
  return {
    ...wish,
    pod: withSpec(pod, { tolerations: [...tolerations, { key, ...match, effect }] }),
    text: `tolerating ${key}${value ? `=${value}` : ''}:${effect}`,
    cost: isControlPlane ? 20 : 2,
  };
}

function match(wish: Wish): Mend | undefined {
  const { pod, node } = wish;
  const labels = node.metadata.labels ?? {};
  const missing = Object.entries(pod.spec.nodeSelector ?? {}).filter(
    ([key, value]) => labels[key] !== value,
  );
  if (missing.length > 0) {
    const wanted = missing.map(([key, value]) => `${key}=${value}`).join(', ');
    const metadata = { ...node.metadata, labels: { ...labels, ...Object.fromEntries(missing) } };
    const text = `the label ${wanted} on ${node.metadata.name} (or no nodeSelector for it)`;
    return { ...wish, node: { ...node, metadata }, text, cost: 3 * missing.length };
  }
  const { nodeAffinity } = pod.spec.affinity ?? {};
  if (nodeAffinity === undefined) return undefined;
  const preferred = nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution;
  const affinity = {
    ...pod.spec.affinity,
    nodeAffinity:
      preferred === undefined ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred },
  };
  return {
    ...wish,
    pod: withSpec(pod, { affinity }),
    text: 'without its required node affinity',
    cost: 5,
  };
}

function movePorts(wish: Wish, _: Refusal, trial: SchedulerTrial): Mend | undefined {
  const { pod, node } = wish;
  const taken = trial.takenPorts(pod, node.metadata.name);
  if (taken.length === 0) return undefined;
  const containers = pod.spec.containers.map((container): Container => {
    const ports = container.ports?.filter(({ hostPort }) => !taken.includes(hostPort ?? 0));
    return ports === undefined ? container : { ...container, ports };
  });
  const text = `another host port than ${taken.join(', ')}`;
  return { ...wish, pod: withSpec(pod, { containers }), text, cost: 2 };
}

function shrink(wish: Wish, _: Refusal, trial: SchedulerTrial): Mend | undefined {
  const free = trial.free(wish.node.metadata.name);
  let { pod } = wish;
  const texts: string[] = [];
  let cost = 0;
  for (const [name, wanted] of trial.requests(pod)) {
    const left = free.get(name) ?? 0;
    if (wanted === 0 || wanted <= left) continue;
    // Nothing is left: no smaller pod fits either.
    if (left <= 0 || name === 'pods') return undefined;
    const smaller = lowered(pod, name, wanted - left);
    if (smaller === undefined) return undefined;
    pod = smaller;
    texts.push(`${amountText(name, wanted - left)} less ${resourceText(name)}`);
    cost += 1 + (10 * (wanted - left)) / wanted;
  }
  return texts.length === 0 ? undefined : { ...wish, pod, text: texts.join(' and '), cost };
}

/** The claim that is missing, or the volume for it: tried with the pod without its claims. */
function findVolume(wish: Wish, { reasons }: Refusal): Mend | undefined {
  const { pod } = wish;
  const claims = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName],
  );
  if (claims.length === 0) return undefined;
  const volumes = pod.spec.volumes?.filter((volume) => volume.persistentVolumeClaim === undefined);
  const notFound = /persistentvolumeclaim "([^"]+)" not found/.exec(reasons.join())?.[1];
  const text =
    notFound === undefined
      ? `a PersistentVolume that suits PersistentVolumeClaim ${claims.join(', ')} and can be used there`
      : `a PersistentVolumeClaim "${notFound}", which does not exist,`;
  return { ...wish, pod: withSpec(pod, { volumes: volumes ?? [] }), text, cost: 6 };
}

function withSpec(pod: Pod, change: Partial<PodSpec>): Pod {
  return { ...pod, spec: { ...pod.spec, ...change } };
}

function amountText(name: string, amount: number): string {
  if (name === 'cpu') return `${String(amount)}m`;
  return name === 'memory' || name === 'ephemeral-storage' ? formatBytes(amount) : String(amount);
}

function resourceText(name: string): string {
  return name === 'cpu' ? 'CPU' : name;
}
