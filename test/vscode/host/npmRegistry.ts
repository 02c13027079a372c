// Fetches packages from the npm registry by the npm that is installed, with the settings (registry, proxy, certificates) of
// the user.
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const onWindows = process.platform === 'win32';

/** Unpacks a package's tarball into `folder`, without its dependencies. `only`: paths inside the package, all when absent. */
export async function unpackPackage(
  spec: string,
  folder: string,
  only: readonly string[] = [],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const printed = await npm(['pack', spec, '--silent', '--ignore-scripts'], folder);
  const tarball = printed.trim().split('\n').at(-1) ?? '';
  const members = only.map((member) => `package/${member}`);
  await run('tar', ['-xzf', tarball, '--strip-components=1', ...members], { cwd: folder });
  await rm(path.join(folder, tarball));
}

/** Installs the dependencies of the package in `folder` without running any of their scripts. */
export async function installDependencies(folder: string): Promise<void> {
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(['install', ...flags, '--engine-strict=false'], folder);
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  try {
    const options = { cwd, env: npmEnvironment(), maxBuffer: 1 << 26, shell: onWindows };
    const { stdout } = await run(onWindows ? 'npm.cmd' : 'npm', args, options);
    return stdout;
  } catch (error) {
    const details = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`npm ${args.join(' ')} failed\n${details.slice(-2000)}`, { cause: error });
  }
}

const SETTINGS_TO_KEEP =
  /^npm_config_(cache|registry|userconfig|globalconfig|cafile|https?_proxy|proxy|noproxy)$/i;

/** `npm test` hands its own settings on to its children; those that change what is installed, or where, are left out. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && (!/^npm_/i.test(name) || SETTINGS_TO_KEEP.test(name)),
  );
  return Object.fromEntries(kept);
}
