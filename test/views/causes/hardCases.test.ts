// What a learner asks when something is not as it was meant: one question a row, with the sentence that
// answers it. Names that are generated are masked.
import assert from 'node:assert/strict';
import type { Resource } from '../../../src/apimachinery/resource';
import {
  DAEMON_SETS,
  DEPLOYMENTS,
  HORIZONTAL_POD_AUTOSCALERS,
  JOBS,
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  REPLICA_SETS,
  SERVICES,
} from '../../../src/apis/resources';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { whyObject } from '../../../src/views/causes/whyObject';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

interface Question {
  readonly about: string;
  /** Brings it about, and says which object is asked about. */
  readonly story: (lab: ClusterLab) => readonly [resource: Resource, name: string];
  readonly answer: string;
}

const SERVICE = (selector: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: ${selector}, ports: [{port: 80}]}\n`;
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
const WITH_CLAIM = workload(
  'Pod',
  'data',
  1,
  'volumeMounts: [{name: d, mountPath: /d}], ',
  'volumes: [{name: d, persistentVolumeClaim: {claimName: data}}], ',
);
const FAILING = `{template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: ['false']}]}}}`;
const NO_SUCH_IMAGE =
  'container nginx, ImagePullBackOff: Back-off pulling image "nginx:no-such": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:no-such": failed to resolve reference "docker.io/library/nginx:no-such": docker.io/library/nginx:no-such: not found';

function web(lab: ClusterLab, kind: 'Deployment' | 'DaemonSet' = 'Deployment', replicas = 2): Pod {
  lab.apply(workload(kind, 'web', replicas));
  lab.until('it runs', () => lab.podCensus('web-') === `Running ${String(replicas)}`);
  lab.runFor(2_000);
  return lab.pods('web-')[0] ?? assert.fail('no pod');
}

function nameOf({ metadata }: Pod): string {
  return metadata.name;
}

const NEW_VERSION = (kind: 'Deployment' | 'DaemonSet', image: string): string =>
  workload(kind, 'web', 2).replace('nginx:1.27', image);

const QUESTIONS: readonly Question[] = [
  {
    about: 'a pod whose node was tainted',
    story: (lab) => {
      const pod = web(lab);
      const taints = [{ key: 'gpu', value: 'yes', effect: 'NoExecute' }];
      const body = { spec: { taints } };
      lab.admin.patch(NODES, undefined, pod.spec.nodeName ?? '', { type: 'merge', body });
      lab.runFor(20_000);
      return [PODS, nameOf(pod)];
    },
    answer:
      "Pod default/web-* was evicted from NODE: it does not tolerate the node's taint gpu=yes:NoExecute. It began when kubernetes-admin asked the API server: patch nodes NODE.",
  },
  {
    about: 'a pod that the kubelet evicted',
    story: (lab) => {
      const pod = web(lab);
      const target = { node: pod.spec.nodeName ?? '' };
      lab.input({ type: 'fault', fault: 'memory-pressure', target });
      lab.runFor(60_000);
      return [PODS, nameOf(pod)];
    },
    answer:
      'The kubelet of NODE evicted it, to keep the node alive: The node was low on resource: memory. Threshold quantity: 100Mi, available: #Ki. Container nginx was using #Ki, request is 0, has larger consumption of memory. It began when this was done to NODE: Fill the memory.',
  },
  {
    about: 'the node of that pod',
    story: (lab) => {
      const target = { node: web(lab).spec.nodeName ?? '' };
      lab.input({ type: 'fault', fault: 'memory-pressure', target });
      lab.runFor(60_000);
      return [NODES, target.node];
    },
    answer:
      'It is Ready, but short of memory (MemoryPressure): it takes no new pods, and its kubelet evicts some until there is enough.',
  },
  {
    about: 'a pod of a DaemonSet with a new version',
    story: (lab) => {
      const pod = web(lab, 'DaemonSet');
      lab.apply(NEW_VERSION('DaemonSet', 'nginx:1.28'));
      lab.runFor(60_000);
      return [PODS, nameOf(pod)];
    },
    answer:
      'DaemonSet web was given a new template: its controller removes the pods of the old one, node by node, and it was the turn of Pod default/web-*.',
  },
  {
    about: 'a pod of a DaemonSet that wants other nodes',
    story: (lab) => {
      const pod = web(lab, 'DaemonSet');
      const nodeSelector = { disk: 'ssd' };
      const body = { spec: { template: { spec: { nodeSelector } } } };
      lab.admin.patch(DAEMON_SETS, 'default', 'web', { type: 'merge', body });
      lab.runFor(20_000);
      return [PODS, nameOf(pod)];
    },
    answer:
      'DaemonSet web wants no pod on NODE any more (its nodeSelector, its affinity, or a taint of the node): its controller removed Pod default/web-*.',
  },
  {
    about: 'a DaemonSet that no node is right for',
    story: (lab) => {
      lab.apply(workload('DaemonSet', 'web', 1, '', 'nodeSelector: {disk: ssd}, '));
      lab.runFor(5_000);
      return [DAEMON_SETS, 'web'];
    },
    answer: 'It has no pods, as no node is one that they may run on.',
  },
  {
    about: 'a pod whose claim is not there',
    story: (lab) => {
      lab.apply(WITH_CLAIM);
      lab.runFor(10_000);
      return [PODS, 'data'];
    },
    answer:
      'It is Pending: it uses PersistentVolumeClaim "data", and there is none of that name in its namespace. The scheduler looked at it at TIME, at the first try: 0/3 nodes are available: persistentvolumeclaim "data" not found. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  },
  {
    about: 'a claim without a volume',
    story: (lab) => {
      lab.apply(CLAIM);
      lab.runFor(10_000);
      return [PERSISTENT_VOLUME_CLAIMS, 'data'];
    },
    answer:
      'It is Pending: no PersistentVolume suits it yet. The controller manager says: no persistent volumes available for this claim and no storage class is set. It names no storage class; nothing here makes volumes, so a PersistentVolume that suits it has to be created.',
  },
  {
    about: 'a Service whose selector has a typo',
    story: (lab) => {
      web(lab);
      lab.apply(SERVICE('{app: wbe}'));
      return [SERVICES, 'web'];
    },
    answer:
      'It has no endpoints: no pod of its namespace has the label app=wbe that it selects by. Pod web-* comes nearest, with app=web: compare the two.',
  },
  {
    about: 'a Service whose pods are not ready',
    story: (lab) => {
      const probe = 'readinessProbe: {httpGet: {path: /, port: 81}}, ';
      lab.apply(workload('Pod', 'web', 1, probe));
      lab.apply(SERVICE('{app: web}'));
      lab.runFor(20_000);
      return [SERVICES, 'web'];
    },
    answer:
      'It has no endpoint that is ready: of 1 pod that it selects none is. Pod web runs, but is not ready: look at its readiness probe and its log.',
  },
  {
    about: 'a Service without a selector',
    story: (lab) => {
      lab.apply(
        'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n',
      );
      return [SERVICES, 'web'];
    },
    answer:
      'It has no selector, so nobody finds pods for it: its endpoints are those of the EndpointSlices that you make for Service web.',
  },
  {
    about: 'a Job',
    story: (lab) => {
      lab.apply(`apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: ${FAILING}\n`);
      lab.runFor(5_000);
      return [JOBS, 'j'];
    },
    answer:
      'No controller looks at it in this simulation, so nothing comes of it. A real cluster starts pods until the wanted number of them has succeeded.',
  },
  {
    about: 'an autoscaler',
    story: (lab) => {
      lab.apply(
        'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n',
      );
      return [HORIZONTAL_POD_AUTOSCALERS, 'h'];
    },
    answer:
      'No controller looks at it in this simulation, so nothing comes of it. A real cluster changes the number of replicas by what the metrics server measures.',
  },
  {
    about: 'a pod that ended with an error for good',
    story: (lab) => {
      lab.apply(
        `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: ['false']}]}\n`,
      );
      lab.runFor(30_000);
      return [PODS, 'p'];
    },
    answer:
      'It has failed: container c ended with exit code 1 (Error), and with restartPolicy Never it is not started again: its log says more.',
  },
  {
    about: 'a Deployment whose new version has no image',
    story: (lab) => {
      web(lab);
      lab.apply(NEW_VERSION('Deployment', 'nginx:no-such'));
      lab.runFor(660_000);
      return [DEPLOYMENTS, 'web'];
    },
    answer: `Its rollout is stuck: for 600 s (progressDeadlineSeconds) nothing has moved: of 2 pods 1 is of the newest version, and 2 are available. Pod web-* waits: ${NO_SUCH_IMAGE}. 2 pods of the version before stay until new ones are ready; kubectl rollout undo goes back to it.`,
  },
  {
    about: 'a Deployment that is paused half way',
    story: (lab) => {
      web(lab);
      lab.admin.patch(DEPLOYMENTS, 'default', 'web', {
        type: 'merge',
        body: { spec: { paused: true } },
      });
      lab.apply(NEW_VERSION('Deployment', 'nginx:1.28'));
      lab.runFor(5_000);
      return [DEPLOYMENTS, 'web'];
    },
    answer:
      'Its rollout is paused (spec.paused): of 2 pods 0 are of the newest version, and 2 are available. kubectl rollout resume lets it go on.',
  },
  {
    about: 'a Deployment that a quota keeps small',
    story: (lab) => {
      lab.apply(
        "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: few}\nspec: {hard: {pods: '1'}}\n",
      );
      lab.apply(workload('Deployment', 'web', 2));
      lab.runFor(20_000);
      return [DEPLOYMENTS, 'web'];
    },
    answer:
      'Its rollout is not done: of 2 pods 1 is of the newest version, and 1 is available. Pods cannot be made: pods "web-*" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1.',
  },
  {
    about: 'a Deployment while the controller manager is down',
    story: (lab) => {
      web(lab);
      lab.crashSystemContainer('kube-controller-manager');
      lab.scale('web', 5);
      return [DEPLOYMENTS, 'web'];
    },
    answer:
      'The deployment-controller has not looked at its last change yet. Does kube-controller-manager run, and does it hold its Lease?',
  },
  {
    about: 'a ReplicaSet whose pods fit nowhere',
    story: (lab) => {
      lab.apply(workload('ReplicaSet', 'web', 1, 'resources: {requests: {cpu: 50}}, '));
      lab.runFor(5_000);
      return [REPLICA_SETS, 'web'];
    },
    answer:
      'It wants 1 pod, and 0 are available. Pod web-* fits on no node (0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.).',
  },
  {
    about: 'a node whose container runtime is down',
    story: (lab) => {
      lab.input({ type: 'fault', fault: 'runtime-stop', target: { node: 'worker-1' } });
      lab.untilNode('worker-1', 'NotReady', 120_000);
      return [NODES, 'worker-1'];
    },
    answer:
      'It is not ready: its kubelet says "container runtime is down" (KubeletNotReady). It takes no new pods, and those that do not tolerate it go after a while.',
  },
  {
    about: 'a node that was cordoned',
    story: (lab) => {
      const body = { spec: { unschedulable: true } };
      lab.admin.patch(NODES, undefined, 'worker-1', { type: 'merge', body });
      return [NODES, 'worker-1'];
    },
    answer:
      'It is Ready, but takes no new pods: it was cordoned (spec.unschedulable). kubectl uncordon opens it again.',
  },
  {
    about: 'a pod of a ReplicationController that was scaled down',
    story: (lab) => {
      lab.apply(workload('ReplicationController', 'web', 1));
      lab.runFor(10_000);
      const [pod] = lab.pods('web-');
      lab.apply(workload('ReplicationController', 'web', 0));
      lab.runFor(10_000);
      return [PODS, pod?.metadata.name ?? ''];
    },
    answer:
      'It was scaled down: ReplicationController web wanted 0 pods, and its controller chose Pod default/web-* to go.',
  },
];

function why(lab: ClusterLab, resource: Resource, name: string): string {
  const { history, verdicts, observerApi } = lab.cluster;
  const namespace = resource.namespaced ? 'default' : undefined;
  const object = lab.list(resource, namespace).find(({ metadata }) => metadata.name === name);
  const trial = () => lab.cluster.schedulerTrial();
  const sources = { history, verdicts, observerApi, trial };
  return whyObject(sources, { resource, namespace, name }, object)
    .headline.replace(/web(-[a-z0-9]{8,10})?-[a-z0-9]{5}\b/g, 'web-*')
    .replace(/worker-\d/g, 'NODE')
    .replace(/\d:\d\d:\d\d/g, 'TIME')
    .replace(/\d+Ki/g, '#Ki');
}

describe('hard questions', () => {
  for (const { about, story, answer } of QUESTIONS) {
    it(`why? ${about}`, () => {
      const lab = ClusterLab.boot({ workers: 2 });
      const [resource, name] = story(lab);
      assert.equal(why(lab, resource, name), answer);
    });
  }
});
