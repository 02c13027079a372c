// Brings a VS Code that runs as a server: the one inside the npm package code-server, without code-server itself.
// Nothing is compiled: native modules that come prebuilt are used, the two that do not are replaced.
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce, type Progress } from './installOnce';
import { installDependencies, unpackPackage } from './npmRegistry';
import { SPDLOG_STAND_IN, WATCHDOG_STAND_IN } from './nativeStandIns';
import { VERSIONS } from './versions';

/** About 200 MB that neither a learner nor a test needs. */
const UNUSED = [
  'node_modules/@github',
  'extensions/copilot',
  'node_modules/@vscode/windows-process-tree',
  'node_modules/@vscode/sandbox-runtime',
  'node_modules/@microsoft/mxc-sdk',
];

/** Returns the folder of the VS Code server, `out/server-main.js` being its program. */
export async function installVsCode(cache: string, progress: Progress): Promise<string> {
  return installOnce(path.join(cache, `code-server-${VERSIONS.codeServer}`), async (scratch) => {
    progress('downloading VS Code (about 100 MB, once)');
    await unpackPackage(`code-server@${VERSIONS.codeServer}`, path.join(scratch, 'package'), [
      'lib/vscode',
    ]);
    const root = path.join(scratch, 'package/lib/vscode');
    progress('installing what it depends on');
    await installDependencies(root);
    await replaceNativeModules(path.join(root, 'node_modules'));
    await addRipgrep(path.join(root, 'node_modules/@vscode/ripgrep'), scratch);
    for (const folder of UNUSED)
      await rm(path.join(root, folder), { recursive: true, force: true });
    progress('VS Code is ready');
    return root;
  });
}

async function replaceNativeModules(modules: string): Promise<void> {
  await writeFile(path.join(modules, '@vscode/spdlog/index.js'), SPDLOG_STAND_IN);
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    const folder = path.join(modules, name);
    if (existsSync(folder)) await writeFile(path.join(folder, 'index.js'), WATCHDOG_STAND_IN);
  }
}

/** The search's program: its package would download it from elsewhere in a script, the registry has it prebuilt too. */
async function addRipgrep(folder: string, scratch: string): Promise<void> {
  if (!existsSync(folder)) return;
  const executable = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const spec = `@vscode/ripgrep-${process.platform}-${process.arch}@${VERSIONS.ripgrep}`;
  const unpacked = path.join(scratch, 'ripgrep');
  await unpackPackage(spec, unpacked, ['bin']);
  const target = path.join(folder, 'bin', executable);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(path.join(unpacked, 'bin', executable), target);
  await chmod(target, 0o755);
}
