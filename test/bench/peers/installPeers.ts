// Brings the programs that the bench compares with: pinned, from npm, on first use, into the cache.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce, type Progress } from '../../vscode/host/installOnce';
import { installDependencies } from '../../vscode/host/npmRegistry';

export const PEERS = {
  '@ngrok/webernetes': '0.3.5',
  'yaml-language-server': '2.0.0',
} as const;

/** The folder with `node_modules`. */
export function installPeers(cache: string, progress: Progress): Promise<string> {
  const versions = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
  const folder = `bench-${Object.values(PEERS).join('-')}`;
  return installOnce(path.join(cache, folder), async (scratch) => {
    progress(`installing ${versions.join(' and ')} to compare with`);
    const manifest = { private: true, dependencies: PEERS };
    await writeFile(path.join(scratch, 'package.json'), JSON.stringify(manifest));
    await installDependencies(scratch);
    return scratch;
  });
}
