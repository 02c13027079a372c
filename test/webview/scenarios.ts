// Clusters at the moments that the diagram is made for.
import { FakeCluster } from '../views/fakeCluster';

export function bootingCluster(): FakeCluster {
  const cluster = new FakeCluster();
  cluster.controlPlane('control-plane', 'ContainerCreating');
  cluster.node('worker-1', { ready: 'no' });
  for (const suffix of ['4xk2p', 'zw8vn']) {
    cluster.pod(`coredns-7d764666f9-${suffix}`, {
      namespace: 'kube-system',
      deployment: 'coredns',
      status: 'Pending',
    });
  }
  return cluster;
}

/** A control plane node and workers with `pods` of three Deployments spread over them. */
export function busyCluster(workers: number, pods: number): FakeCluster {
  const cluster = new FakeCluster();
  cluster.controlPlane();
  for (const suffix of ['4xk2p', 'zw8vn']) {
    cluster.pod(`coredns-7d764666f9-${suffix}`, {
      namespace: 'kube-system',
      deployment: 'coredns',
      node: 'control-plane',
    });
  }
  for (let number = 1; number <= workers; number++) cluster.worker(`worker-${String(number)}`);
  for (let index = 0; index < pods; index++) {
    const deployment = ['frontend', 'redis-follower', 'redis-leader'][index % 3] ?? '';
    cluster.pod(podName(deployment, index), {
      deployment,
      node: `worker-${String(1 + (index % workers))}`,
    });
  }
  return cluster;
}

export function podName(deployment: string, index: number): string {
  const suffix = (index * 7919 + 60_466_176).toString(36).slice(-5);
  return `${deployment}-6f8b9c7d4-${suffix}`;
}

/** Everything that can be seen at once: a crashed node, waiting pods, failing ones, a cordoned node. */
export function troubledCluster(): FakeCluster {
  const cluster = busyCluster(3, 12);
  cluster.node('worker-2', { ready: 'silent' });
  cluster.node('worker-3', { cordoned: true });
  for (const index of [1, 4]) {
    const deployment = ['frontend', 'redis-follower', 'redis-leader'][index % 3] ?? '';
    cluster.pod(podName(deployment, index), {
      deployment,
      node: 'worker-2',
      deleting: true,
    });
  }
  cluster.pod('web-5d4f8c6b7-q2w4e', { node: 'worker-1', status: 'ImagePullBackOff' });
  cluster.pod('crash-me', { node: 'worker-1', status: 'CrashLoopBackOff' });
  cluster.pod('starting-5d4f8c6b7-aaaaa', { node: 'worker-3', status: 'ContainerCreating' });
  cluster.pod('migrate-database-8x2fq', { node: 'worker-3', status: 'Completed' });
  cluster.pod('frontend-6f8b9c7d4-bbbbb', { deployment: 'frontend', status: 'Pending' });
  cluster.pod('frontend-6f8b9c7d4-ccccc', { deployment: 'frontend', status: 'Pending' });
  return cluster;
}
