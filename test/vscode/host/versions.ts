// The versions that together make a VS Code from the npm registry alone. Change them together, then run `npm run test:vscode`.
// Where to look: `lib/vscode` in the npm package `code-server`, whose x.y.z carries VS Code 1.(y).(z).

export const VERSIONS = {
  /** Its `lib/vscode` is the workbench, the server and the extension host. */
  codeServer: '4.139.1',
  /** The oldest Node that this VS Code runs on; with an older one, `node` below is fetched. */
  oldestNode: { major: 22, minor: 15 },
  node: '24.21.0',
  ripgrep: '1.18.0',
  /** A headless Chromium for Linux on x64, for machines where no browser is installed. */
  chromium: '153.0.0',
} as const;
