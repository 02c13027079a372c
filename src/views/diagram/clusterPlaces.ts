// What the picture of the cluster consists of, before it is known how wide anything is drawn.
import type { Node, Pod } from '../../apis/generated/core/v1';
import { UNSCHEDULED, isControlPlane, type ClusterState } from '../clusterState';
import {
  componentHealth,
  isOutOfTouch,
  ON_EVERY_NODE,
  type ComponentHealth,
} from '../componentHealth';
import type { ShapeContent } from './diagramModel';
import { componentShape, nodeFrame, nodeHeader } from './nodeShapes';
import { podShape, sortPods } from './podShapes';

/** A box: a node, or many nodes folded into one. */
export interface Place {
  readonly frame: ShapeContent;
  readonly header: (units: number) => ShapeContent;
  readonly cells: readonly PlaceCell[];
}

export interface PlaceCell {
  /** The text that is to fit. */
  readonly name: string;
  readonly shape: (units: number) => ShapeContent;
}

/** What the picture consists of. */
export interface ClusterPlaces {
  readonly controlPlane: readonly Place[];
  readonly waiting: readonly PlaceCell[];
  readonly workers: readonly Place[];
}

/** Every node and every pod. */
export function allPlaces(state: ClusterState): ClusterPlaces {
  const nodes = state.sortedNodes();
  return {
    controlPlane: nodes.filter(isControlPlane).map((node) => controlPlanePlace(state, node)),
    waiting: sortPods(state.podsOnNode(UNSCHEDULED)).map((pod) => podCell(pod, false)),
    workers: nodes
      .filter((node) => !isControlPlane(node))
      .map((node) => workerPlace(state, node, sortPods(state.podsOnNode(node.metadata.name)))),
  };
}

function workerPlace(state: ClusterState, node: Node, pods: readonly Pod[]): Place {
  const lost = isOutOfTouch(state, node);
  return {
    frame: nodeFrame(node),
    header: (units) => nodeHeader(node, units, state.faults()),
    cells: pods.map((pod) => podCell(pod, lost)),
  };
}

/** A control plane's own components first, by what they are; then the other pods on its node. */
export function controlPlanePlace(state: ClusterState, node: Node): Place {
  const { name } = node.metadata;
  const components = componentHealth(state, node).filter(({ id }) => !ON_EVERY_NODE.includes(id));
  const own = new Set<Pod | undefined>(components.map(({ pod }) => pod));
  const others = state.podsOnNode(name).filter((pod) => !own.has(pod));
  const place = workerPlace(state, node, sortPods(others));
  return {
    ...place,
    cells: [...components.map((each) => componentCell(state, name, each)), ...place.cells],
  };
}

function podCell(pod: Pod, lost: boolean): PlaceCell {
  return { name: pod.metadata.name, shape: (units) => podShape(pod, lost, units) };
}

function componentCell(state: ClusterState, node: string, component: ComponentHealth): PlaceCell {
  const faults = state.faults();
  return { name: component.id, shape: (units) => componentShape(node, component, units, faults) };
}
