// `npm run package`: builds cluster-lab-<version>.vsix for production and refuses one that is too big or holds what it should not.
import { createVSIX, listFiles } from '@vscode/vsce';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_FOLDER } from '../test/vscode/host/paths';
import { packageProblems } from './packaging/packageProblems';

async function main(): Promise<number> {
  const manifest = readFileSync(path.join(PROJECT_FOLDER, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const packagePath = path.join(PROJECT_FOLDER, `${name}-${version}.vsix`);
  // Runs `vscode:prepublish`, the production build. Everything is bundled, so no node_modules go along.
  await createVSIX({
    cwd: PROJECT_FOLDER,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const files = await listFiles({ cwd: PROJECT_FOLDER, packagedDependencies: [] });
  const bytes = statSync(packagePath).size;
  console.log(
    `${path.basename(packagePath)}: ${(bytes / 1e6).toFixed(2)} MB, ${files.length} files`,
  );
  const problems = packageProblems({ bytes, files });
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
