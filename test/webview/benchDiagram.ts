// The diagram's part of `npm run bench`: prints its times as JSON.
import { DiagramHarness } from './diagramHarness';
import { measureDiagram } from './measureDiagram';

async function main(): Promise<void> {
  const harness = await DiagramHarness.open();
  try {
    process.stdout.write(`${JSON.stringify(await measureDiagram(harness))}\n`);
  } finally {
    await harness.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exitCode = 1;
});
