// Serves a cluster without VS Code until Ctrl+C, for trying kubectl on it.
// usage: node --import tsx test/conformance/serve.ts [speed]
import { ServedCluster } from './servedCluster';

async function main(): Promise<void> {
  const served = await ServedCluster.start({ speed: Number(process.argv[2] ?? '1') });
  process.stdout.write(`export KUBECONFIG=${served.server.kubeconfigFile}\n`);
  setInterval(() => {
    for (const bug of served.bugs.splice(0)) process.stderr.write(`${bug.stack ?? bug.message}\n`);
  }, 500);
  process.once('SIGINT', () => {
    void served.close().then(() => process.exit(0));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
