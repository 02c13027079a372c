// Loads the built extension and activates it, with a stand-in for VS Code, in a fresh process.
// VS Code's own part of an activation (its messages between processes) is not in the figure.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import Module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { printFigures } from '../figures';

/** Answers any property, call and construction with itself; iterates over nothing. */
function anything(): unknown {
  // No arrow: it has to be good for `new` as well.
  const target = function (): void {
    // The proxy answers all calls.
  };
  const proxy: unknown = new Proxy(target, {
    get: (_, key) => {
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      if (key === Symbol.toPrimitive) return () => '';
      if (key === 'then') return undefined;
      if (key === 'get') return (_name: string, fallback: unknown) => fallback;
      return key === 'prototype' ? {} : proxy;
    },
    set: () => true,
    apply: () => proxy,
    construct: () => proxy as object,
  });
  return proxy;
}

interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

interface Extension {
  activate(context: unknown): void;
}

// Node's loader is open to be replaced in parts, but not typed so.
const loader = Module as unknown as Loader;
const load = loader._load.bind(loader);
// Bundles make their module objects from the prototype of the module that they load.
const vscode: unknown = Object.create(anything() as object);
loader._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const storage = fs.mkdtempSync(path.join(os.tmpdir(), 'cluster-lab-bench-'));
const uri = { fsPath: storage };
const context = {
  subscriptions: [],
  asAbsolutePath: (relative: string) => path.resolve(relative),
  extensionUri: { fsPath: process.cwd() },
  storageUri: uri,
  globalStorageUri: uri,
  extension: { packageJSON: { version: '0.0.0' } },
  workspaceState: { get: (_key: string, fallback: unknown) => fallback, update: () => undefined },
  globalState: { get: (_key: string, fallback: unknown) => fallback, update: () => undefined },
};
const require = createRequire(import.meta.url);
const start = performance.now();
// The build's entry point has this shape.
const extension = require(path.resolve('dist/extension.js')) as Extension;
const loadedMs = performance.now() - start;
extension.activate(context);
const activationMs = performance.now() - start;
fs.rmSync(storage, { recursive: true, force: true });
printFigures({ loadedMs, activationMs });
// What was started for the cluster's sake need not end by itself.
process.exit(0);
