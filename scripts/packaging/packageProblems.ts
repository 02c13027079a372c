// What must be true of the extension's package before anybody installs it.

/** Learners are on slow lines too. */
const MAX_BYTES = 6_000_000;

/** Without these, the extension does not start or shows an empty page. */
const REQUIRED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'media/icon.png',
  'dist/ThirdPartyNotices.txt',
  'dist/extension.js',
  'dist/kubernetes.json',
  'dist/webview/diagram.js',
];

/** What is ours alone: sources, tests, tools, source maps. */
const UNWANTED = /\.(map|ts|vsix)$|^(src|test|scripts|webview|out|node_modules|\.)/;

export interface PackageContents {
  readonly bytes: number;
  /** Paths relative to the extension's folder. */
  readonly files: readonly string[];
}

/** In words, one problem each; empty where the package may go out. */
export function packageProblems({ bytes, files }: PackageContents): string[] {
  const names = files.map((file) => file.replace(/\\/g, '/'));
  return [
    ...(bytes > MAX_BYTES ? [`too big: ${bytes} bytes, at most ${MAX_BYTES}`] : []),
    ...REQUIRED.filter((file) => !names.includes(file)).map((file) => `missing: ${file}`),
    ...names.filter((file) => UNWANTED.test(file)).map((file) => `does not belong in it: ${file}`),
  ];
}
