// kube-proxy of a node hangs: its rules stay in the kernel, and go stale.
import type { RuntimeContainer } from '../runtime/podSandbox';
import { nodeOf, type Fault, type FaultTarget, type FaultWorld } from './fault';

export const kubeProxyStop: Fault = {
  id: 'kube-proxy-stop',
  title: 'Stop kube-proxy',
  group: 'Parts of a node',
  target: 'node',
  badge: 'kube-proxy stopped',
  does: 'kube-proxy’s process hangs (SIGSTOP). Its rules stay in the kernel of the node, but nobody keeps them up to date.',
  expect: () => [
    'At first nothing: existing Services work as before, and the pod of kube-proxy is Running.',
    'Then changes are missed on this node: new Services cannot be reached, and requests still go to pods that are gone: some time out.',
    'The node stays Ready, and other nodes have current rules: a request’s fate depends on where it comes from.',
  ],
  undo: 'Let it go on: it lists Services and endpoints anew, and the rules are right within a second. Deleting its pod does the same.',
  endsWithReboot: true,
  refusal: (world, target) =>
    containerOf(world, target) === undefined
      ? `No kube-proxy runs on ${nodeOf(target)}.`
      : undefined,
  apply: (world, target) => {
    const container = containerOf(world, target);
    if (container !== undefined) world.machines.get(nodeOf(target)).freeze(container);
  },
  lift: (world, target) => {
    const container = containerOf(world, target);
    if (container !== undefined) world.machines.get(nodeOf(target)).thaw(container);
  },
  isOver: (world, target) => {
    const container = containerOf(world, target);
    return (
      container === undefined || !world.machines.get(nodeOf(target)).runtime.isFrozen(container)
    );
  },
};

function containerOf({ machines }: FaultWorld, target: FaultTarget): RuntimeContainer | undefined {
  for (const { containers } of machines.get(nodeOf(target)).runtime.sandboxes()) {
    const current = containers.get('kube-proxy')?.current;
    if (current?.state === 'running') return current;
  }
  return undefined;
}
