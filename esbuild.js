// Bundles the extension for the extension host and the diagram for its webview.
// usage: node esbuild.js [--watch] [--production]
'use strict';

const { mkdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { bundledFiles, thirdPartyNotices } = require('./scripts/packaging/thirdPartyNotices.js');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  // ThirdPartyNotices.txt holds the licence of every bundled package, more than comments would.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  tsconfig: 'tsconfig.base.json',
};

/**
 * VS Code loads CommonJS, esbuild splits ES modules: each file is split first and becomes CommonJS then.
 * @type {import('esbuild').Plugin}
 */
const commonJs = {
  name: 'common-js',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      await Promise.all(
        outputFiles.map(async ({ path: file, text }) => {
          const { code } = await esbuild.transform(text, {
            format: 'cjs',
            platform: 'node',
            target: 'node20',
            minify: production,
            sourcemap: production ? false : 'inline',
            legalComments: 'none',
          });
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, code);
        }),
      );
    });
  },
};

/**
 * Split, so that VS Code reads at its start only what it needs then; see `await import` in src/vscode.
 * @type {import('esbuild').BuildOptions}
 */
const extension = {
  ...shared,
  sourcemap: production ? false : 'inline',
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  splitting: true,
  target: 'node20',
  external: ['vscode'],
  write: false,
  plugins: [commonJs],
};

/**
 * Mermaid is imported lazily and splits itself by diagram kind, so the panel shows before the bulk of it is read.
 * @type {import('esbuild').BuildOptions}
 */
const webview = {
  ...shared,
  entryPoints: ['webview/diagram.ts', 'webview/requestLife.ts'],
  outdir: 'dist/webview',
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'browser',
  format: 'esm',
  splitting: true,
  target: 'es2022',
};

/** Says when a build starts and ends, in the words that the watch task in .vscode/tasks.json waits for. */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

async function main() {
  // Chunks carry a hash in their name: without this, every build would leave its own behind.
  await rm('dist/webview', { recursive: true, force: true });
  await rm('dist/chunks', { recursive: true, force: true });
  if (!watch) {
    const results = await Promise.all([esbuild.build(extension), esbuild.build(webview)]);
    await mkdir('dist', { recursive: true });
    const bundled = bundledFiles(results.map(({ metafile }) => metafile));
    await writeFile('dist/ThirdPartyNotices.txt', thirdPartyNotices(bundled));
    return;
  }
  const contexts = await Promise.all(
    [extension, webview].map((options) =>
      esbuild.context({
        ...options,
        logLevel: 'silent',
        plugins: [...(options.plugins ?? []), announce],
      }),
    ),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

main().catch((error) => {
  // esbuild has printed its own diagnostics already.
  if (!Array.isArray(error?.errors)) console.error(error);
  process.exit(1);
});
