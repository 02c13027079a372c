// Brings a Node for the VS Code server where the one that runs this is too old for it.
import path from 'node:path';
import { installOnce, type Progress } from './installOnce';
import { unpackPackage } from './npmRegistry';
import { VERSIONS } from './versions';

interface NodeVersion {
  readonly major: number;
  readonly minor: number;
}

/** Returns the path of a Node executable that the VS Code server runs on, or what needs `oldest`. */
export async function installNode(
  cache: string,
  progress: Progress,
  oldest: NodeVersion = VERSIONS.oldestNode,
): Promise<string> {
  if (isNewEnough(process.versions.node, oldest)) return process.execPath;
  const onWindows = process.platform === 'win32';
  const executable = onWindows ? 'node.exe' : 'node';
  const platform = onWindows ? 'win' : process.platform;
  const folder = await installOnce(path.join(cache, `node-${VERSIONS.node}`), async (scratch) => {
    progress(
      `downloading Node ${VERSIONS.node}: what is to run does not run on ${process.version}`,
    );
    const spec = `node-${platform}-${process.arch}@${VERSIONS.node}`;
    await unpackPackage(spec, scratch, [`bin/${executable}`]);
    return path.join(scratch, 'bin');
  });
  return path.join(folder, executable);
}

function isNewEnough(version: string, oldest: NodeVersion): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
