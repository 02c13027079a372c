// The container that a fault is laid on: the named one of a pod, or its first.
import type { Container, Pod } from '../../apis/generated/core/v1';
import { isNotFound } from '../../apimachinery/apiStatus';
import type { Machine } from '../kubelet/machine';
import type { RuntimeContainer } from '../runtime/podSandbox';
import type { FaultTarget, FaultWorld } from './fault';

export interface TargetContainer {
  readonly pod: Pod;
  readonly spec: Container;
  readonly machine: Machine;
  /** The runtime's own uid for the pod: a static pod's mirror has another. */
  readonly podUid: string;
  readonly running: RuntimeContainer | undefined;
}

/** Undefined where the pod is gone, or on no node. */
export function targetContainer(
  world: FaultWorld,
  target: FaultTarget,
): TargetContainer | undefined {
  const pod = podOf(world, target);
  const spec = pod?.spec.containers.find(
    ({ name }) => target.container === undefined || name === target.container,
  );
  const machine = world.machines.byName.get(pod?.spec.nodeName ?? '');
  const sandbox = machine?.sandboxOf(pod?.metadata.uid ?? '');
  if (pod === undefined || spec === undefined || machine === undefined || sandbox === undefined)
    return undefined;
  const current = sandbox.containers.get(spec.name)?.current;
  const running = current?.state === 'running' && machine.isOn ? current : undefined;
  return { pod, spec, machine, podUid: sandbox.podUid, running };
}

/** A sentence where nothing of the target runs. */
export function notRunning(world: FaultWorld, target: FaultTarget): string | undefined {
  return targetContainer(world, target)?.running === undefined
    ? `No such container runs in pod "${target.pod ?? ''}" now.`
    : undefined;
}

function podOf(world: FaultWorld, { namespace = 'default', pod }: FaultTarget): Pod | undefined {
  try {
    return world.pod(namespace, pod ?? '');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}
