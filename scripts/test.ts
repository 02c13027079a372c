// Runs everything that can say no, stage by stage: `npm test` all of it, `npm test -- unit vscode` those stages alone.
// Ends with a table and the line `N passed, N failed`, where a check that is no test suite counts as one failure if it fails.
import { selectStages, type StageGroup, STAGE_GROUPS } from './testing/stages';
import { runStages } from './testing/runStages';
import { printSummary } from './testing/summary';

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !isGroup(name));
  if (unknown !== undefined) {
    console.error(`no such stages: ${unknown} (there are ${STAGE_GROUPS.join(', ')})`);
    return 2;
  }
  const outcomes = await runStages(selectStages(names.filter(isGroup)));
  return printSummary(outcomes) ? 0 : 1;
}

function isGroup(name: string): name is StageGroup {
  return STAGE_GROUPS.some((group) => group === name);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
