// What the peers take for the same work. A peer that cannot be had is left out, with a line that says so.
import path from 'node:path';
import { installNode } from '../vscode/host/installNode';
import { CACHE_FOLDER } from '../vscode/host/paths';
import type { BenchRow } from './benchTable';
import type { Figures } from './figures';
import { installPeers } from './peers/installPeers';
import { bundlePackage, runMeasurement } from './runMeasurement';

export type Peer = NonNullable<BenchRow['peer']>;

const DEPLOY_LIMIT_MS = 60_000;
const PEER_LIMIT_MS = 180_000;

/** By the name of the figure that the peer's stands beside. */
export async function peerFigures(say: (line: string) => void): Promise<ReadonlyMap<string, Peer>> {
  const peers = new Map<string, Peer>();
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    say(`measuring ${what}`);
    await work().catch((error: unknown) => {
      say(
        `  left out: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'failed'}`,
      );
    });
  };
  await attempt('the peers', async () => {
    const folder = await installPeers(CACHE_FOLDER, say);
    const node = await installNode(CACHE_FOLDER, say);
    const entry = path.join(folder, 'node_modules/@ngrok/webernetes/dist/index.js');
    const webernetesFile = await bundlePackage(entry, 'webernetes-package');
    for (const [key, nodes] of [
      ['boot3', '3'],
      ['boot100', '100'],
    ] as const) {
      await attempt(`webernetes with ${nodes} nodes`, async () => {
        peers.set(
          key,
          webernetes(await runPeer('webernetes.ts', node, [webernetesFile, 'boot', nodes])),
        );
      });
    }
    await attempt('webernetes with 100 pods', async () => {
      const args = [webernetesFile, 'deploy', '100', '10', String(DEPLOY_LIMIT_MS)];
      peers.set('deploy100', webernetes(await runPeer('webernetes.ts', node, args)));
    });
    for (const documents of [1, 100, 500]) {
      await attempt(`yaml-language-server with ${documents} documents`, async () => {
        const args = [folder, String(documents)];
        const figures = await runPeer('yamlLanguageServer.ts', node, args);
        const name = `yaml-language-server, ${(figures.residentMb ?? 0).toFixed(0)} MB`;
        peers.set(`edit${documents}`, { name, value: figures.editMs ?? Number.NaN });
        if (documents === 1) peers.set('firstMs', { name, value: figures.firstMs ?? Number.NaN });
      });
    }
  });
  return peers;
}

function runPeer(file: string, node: string, args: readonly string[]): Promise<Figures> {
  return runMeasurement(`peers/${file}`, { node, args, limitMs: PEER_LIMIT_MS });
}

function webernetes({ tookMs = Number.NaN, isLimit }: Figures): Peer {
  return { name: 'webernetes', value: tookMs, ...(isLimit === 1 ? { isLimit: true } : {}) };
}
