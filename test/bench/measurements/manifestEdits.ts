// Diagnostics after each of many one-character edits in a file of many documents; warm process.
import { createManifestKnowledge } from '../../../src/manifest/manifestKnowledge';
import { ManifestAnalyzer } from '../../../src/manifest/manifestAnalyzer';
import { median, printFigures } from '../figures';
import { editedText, manifestText } from '../manifestText';
import { readSchema } from '../measuredCluster';

const knowledge = createManifestKnowledge(readSchema());
const EDITS = 21;

function editMs(documents: number): number {
  const analyzer = new ManifestAnalyzer(knowledge);
  const before = manifestText(documents);
  const after = editedText(before, documents);
  if (after === before) throw new Error('the edit changed nothing');
  analyzer.update(before);
  analyzer.finish();
  const times = Array.from({ length: EDITS }, (_, index) => {
    const start = performance.now();
    analyzer.update(index % 2 === 0 ? after : before);
    analyzer.finish();
    const found = analyzer.diagnostics();
    const tookMs = performance.now() - start;
    if (found.length < documents) throw new Error('mistakes were missed');
    return tookMs;
  });
  return median(times);
}

editMs(100);
printFigures({ edit1: editMs(1), edit100: editMs(100), edit500: editMs(500) });
