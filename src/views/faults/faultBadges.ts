// What is broken on purpose, where it is seen: on the items of the tree and the shapes of a picture.
import type { FaultRecord } from '../../cluster/faults/clusterFaults';
import type { ComponentId } from '../roles';
import type { TreeItemModel, TreeTarget } from '../tree/treeItemModel';

/** Faults of a node that lie on one of its programs. */
const PROGRAMS: Readonly<Record<string, ComponentId>> = {
  'kubelet-stop': 'kubelet',
  'runtime-stop': 'container-runtime',
  'kube-proxy-stop': 'kube-proxy',
};

/** The faults that lie on just this thing. */
export function faultsOn(
  faults: readonly FaultRecord[],
  target: TreeTarget,
): readonly FaultRecord[] {
  if (faults.length === 0) return faults;
  return faults.filter((each) => liesOn(each, target));
}

function liesOn({ fault, target: on }: FaultRecord, target: TreeTarget): boolean {
  switch (target.type) {
    case 'node':
      return on.node === target.node || on.otherNode === target.node;
    case 'component':
      return on.node === target.node && (on.component ?? PROGRAMS[fault.id]) === target.component;
    case 'pod':
    case 'container':
      return (
        on.pod === target.pod &&
        on.namespace === target.namespace &&
        (target.type === 'pod' || on.container === undefined || on.container === target.container)
      );
    case 'components':
    case 'unscheduled':
    case 'more':
      return false;
  }
}

/** `no power`, `kube-scheduler stopped`: what is written beside the thing. */
export function badgesOf(faults: readonly FaultRecord[]): readonly string[] {
  return faults.map(({ fault, target }) =>
    target.component === undefined ? fault.badge : `${target.component} ${fault.badge}`,
  );
}

/** The item with what is broken of it, which is said first: a narrow view cuts off the end. */
export function withFaults(model: TreeItemModel, faults: readonly FaultRecord[]): TreeItemModel {
  const found = faultsOn(faults, model.target);
  if (found.length === 0) return model;
  const isPart = model.target.type === 'component';
  // The component's own item has its name already, and may say the same in more words.
  const words = isPart ? found.map(({ fault }) => fault.badge) : badgesOf(found);
  const badges = words.filter((word) => !model.description.startsWith(word));
  const why = found.map(
    ({ fault }) => `Broken on purpose: ${fault.does}\n\nTo undo it: ${fault.undo}`,
  );
  return {
    ...model,
    description: [...badges, model.description].filter((text) => text !== '').join(' · '),
    tooltip: [model.tooltip, ...why].join('\n\n'),
    icon: 'zap',
    health: model.health === 'good' ? 'working' : model.health,
    context: `${model.context}.broken`,
  };
}
