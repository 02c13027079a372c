// The pictures by their id.
import type { ClusterState } from '../clusterState';
import { clusterDiagram } from './clusterDiagram';
import { componentsDiagram } from './componentsDiagram';
import type { DiagramModel, DiagramOptions, PictureId } from './diagramModel';
import { placementDiagram } from './placementDiagram';
import { trafficDiagram } from './trafficDiagram';

export function diagram(
  state: ClusterState,
  picture: PictureId,
  options: DiagramOptions,
): DiagramModel {
  switch (picture) {
    case 'cluster':
      return clusterDiagram(state, options.canvas);
    case 'components':
      return componentsDiagram(state, options);
    case 'placement':
      return placementDiagram(state, options.canvas);
    case 'traffic':
      return trafficDiagram(state, options.traffic, options.canvas);
  }
}
