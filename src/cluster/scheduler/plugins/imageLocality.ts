// ImageLocality: prefers nodes that have the pod's images already, the larger the better.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/imagelocality.
import {
  MAX_NODE_SCORE,
  type ClusterSnapshot,
  type NodeScorer,
  type ScorePlugin,
} from '../framework/plugin';
import type { NodeInfo } from '../nodeInfo';
import type { PodInfo } from '../podInfo';

const MEGABYTE = 1024 * 1024;
/** Images below count nothing, above nothing more (for each container). */
const MIN_BYTES = 23 * MEGABYTE;
const MAX_CONTAINER_BYTES = 1000 * MEGABYTE;

export class ImageLocality implements ScorePlugin {
  readonly name = 'ImageLocality';

  preScore(
    { pod }: PodInfo,
    _nodes: readonly NodeInfo[],
    snapshot: ClusterSnapshot,
  ): NodeScorer | undefined {
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    const images = containers.map(({ image = '' }) => normalizedImageName(image));
    const spread = images.map((image) => snapshot.nodesWithImage(image) / snapshot.nodes.length);
    // No node has any of them: all nodes are equal, as they are with a score of 0.
    if (spread.every((share) => share === 0)) return undefined;
    return {
      score: (node) => {
        let sum = 0;
        images.forEach((image, index) => {
          // An image that few nodes have counts less, so that not all pods crowd where it is.
          sum += Math.trunc((node.imageSizes.get(image) ?? 0) * (spread[index] ?? 0));
        });
        return priority(sum, images.length);
      },
    };
  }
}

function priority(sumBytes: number, containers: number): number {
  const max = MAX_CONTAINER_BYTES * containers;
  const clamped = Math.min(Math.max(sumBytes, MIN_BYTES), max);
  return Math.trunc((MAX_NODE_SCORE * (clamped - MIN_BYTES)) / (max - MIN_BYTES));
}

/** `nginx` is `nginx:latest`; a registry's port is no tag. */
function normalizedImageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
