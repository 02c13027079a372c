// Runs a measurement in a Node process of its own, bundled as the extension is, so that neither the
// TypeScript loader nor another measurement's garbage is in its figures.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { PROJECT_FOLDER } from '../vscode/host/paths';
import type { Figures } from './figures';

const run = promisify(execFile);
const OUT_FOLDER = path.join(PROJECT_FOLDER, 'out/bench');

export interface MeasurementOptions {
  /** The Node that runs it; this one by default. */
  readonly node?: string;
  readonly args?: readonly string[];
  readonly limitMs?: number;
  /** Other files that it starts as processes, bundled beside it. */
  readonly beside?: readonly string[];
}

/** `file` is relative to test/bench. Throws where the measurement fails or takes too long. */
export async function runMeasurement(
  file: string,
  options: MeasurementOptions = {},
): Promise<Figures> {
  const outfile = path.join(OUT_FOLDER, file.replace(/\.ts$/, '.mjs'));
  const files = [file, ...(options.beside ?? [])];
  await build({
    entryPoints: files.map((each) => path.join(PROJECT_FOLDER, 'test/bench', each)),
    outdir: path.dirname(outfile),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    tsconfig: path.join(PROJECT_FOLDER, 'tsconfig.base.json'),
  });
  return runScript(['--expose-gc', outfile], options);
}

/** A package in one file, for those whose modules only a bundler can find. */
export async function bundlePackage(entry: string, name: string): Promise<string> {
  const outfile = path.join(OUT_FOLDER, `${name}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return outfile;
}

/** A measurement that only runs from its source, such as one that starts a browser. */
export function runFromSource(file: string, options: MeasurementOptions = {}): Promise<Figures> {
  return runScript(['--import', 'tsx', path.join(PROJECT_FOLDER, file)], options);
}

async function runScript(
  script: readonly string[],
  { node = process.execPath, args = [], limitMs = 600_000 }: MeasurementOptions,
): Promise<Figures> {
  const { stdout } = await run(node, [...script, ...args], {
    cwd: PROJECT_FOLDER,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  });
  // Measurements print their figures on the last line.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Figures;
}
