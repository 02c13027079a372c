// A lab as a file that people can read, change and share.
import { writtenCluster } from './labConfig';
import type { LabFile } from './labFile';
import { entryText } from './labJournal';
import { LAB_API_VERSION, LAB_KIND } from './labShape';
import { yamlField } from './yamlText';

const HEADING = `# A lab of Cluster Lab, an extension of VS Code: a Kubernetes cluster and what was done to it.
# Open it there ("Cluster Lab: Open Lab..."): it goes again exactly as it went.
`;

export function writeLab(lab: LabFile): string {
  const { name, description, savedBy, config, end } = lab;
  // What has no value in JSON is not written, wherever it is.
  const journal = JSON.parse(JSON.stringify(lab.journal)) as LabFile['journal'];
  const metadata = { name, description, savedBy, inputs: journal.length };
  return [
    HEADING,
    yamlField('apiVersion', LAB_API_VERSION, 0),
    yamlField('kind', LAB_KIND, 0),
    yamlField('metadata', metadata, 0),
    yamlField('cluster', writtenCluster(config), 0),
    journal.length === 0 ? '' : `journal:\n${journal.map(entryText).join('')}`,
    end === undefined ? '' : yamlField('end', end, 0),
  ].join('');
}
