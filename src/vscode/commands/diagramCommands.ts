// Commands that open the diagram, at one of its pictures.
import type { DiagramPanel } from '../diagram/diagramPanel';
import type { LessonProgress } from '../lessonProgress';
import type { CommandTable } from './commandTable';

export function diagramCommands(diagram: DiagramPanel, lessons: LessonProgress): CommandTable {
  return {
    'clusterLab.openDiagram': () => {
      diagram.show();
    },
    'clusterLab.showPlacement': () => {
      diagram.show('placement');
      lessons.reach('sawPlacement');
    },
    'clusterLab.showComponents': () => {
      diagram.show('components');
    },
  };
}
