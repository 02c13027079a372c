// The stages of `npm test`. Programs are called directly, not through npm, so that Ctrl+C and exit codes pass.

export const STAGE_GROUPS = ['check', 'unit', 'conformance', 'vscode', 'browser'] as const;

export type StageGroup = (typeof STAGE_GROUPS)[number];

export interface Stage {
  readonly name: string;
  /** The groups that it belongs to; with more than one, it is what the others stand on. */
  readonly groups: readonly StageGroup[];
  /** Names of stages that have to have ended, where they run at all. */
  readonly after: readonly string[];
  /** Arguments of Node. */
  readonly command: readonly string[];
  /** Further arguments: the test files. */
  readonly files?: readonly string[];
  /** Whether it is a mocha run, whose tests are counted. */
  readonly countsTests: boolean;
  /**
   * For what drives real programs and windows, whose timing is not ours: what fails is run a second time when nothing
   * else runs, and the summary names it. Where there are `files`, that is the suites that failed, otherwise the whole stage.
   */
  readonly secondTry?: boolean;
  /** The stages after it make no sense where it failed. */
  readonly essential?: boolean;
}

const MOCHA = ['node_modules/mocha/bin/mocha.js'];
const REAL_PROGRAMS = [
  ...MOCHA,
  ...['--timeout', '120000', '--reporter', './scripts/testing/failedTestsReporter.ts'],
];

/** What other stages run. */
const ELSEWHERE = [
  'test/bench/**',
  'test/webview/**',
  'test/conformance/**',
  ...['browser', 'host', 'suite'].map((folder) => `test/vscode/${folder}/**`),
];

/** In the order in which they begin: the longest row of stages that wait for each other comes before what fills the gaps. */
const STAGES: readonly Stage[] = [
  {
    name: 'generate',
    groups: ['check', 'unit', 'conformance', 'vscode', 'browser'],
    after: [],
    command: ['scripts/generateSchema.mjs'],
    countsTests: false,
    essential: true,
  },
  check('types', ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json']),
  check('lint', [
    'node_modules/eslint/bin/eslint.js',
    ...['--cache', '--cache-location', 'out/eslintcache', '--max-warnings', '0', '.'],
  ]),
  check('format', [
    'node_modules/prettier/bin/prettier.cjs',
    ...['--check', '--log-level', 'warn', '--cache', '--cache-location', 'out/prettiercache', '.'],
  ]),
  check('dead code', ['node_modules/knip/bin/knip.js']),
  // In two halves that take about as long as each other.
  unit('unit tests of the cluster', ['test/cluster/**/*.test.ts'], []),
  unit('unit tests', ['test/**/*.test.ts'], ['test/cluster/**', ...ELSEWHERE]),
  {
    name: 'build',
    groups: ['vscode'],
    after: ['generate'],
    command: ['esbuild.js'],
    countsTests: false,
    essential: true,
  },
  {
    name: 'in VS Code',
    groups: ['vscode'],
    after: ['build'],
    command: ['--import', 'tsx', 'test/vscode/host/runSuite.ts'],
    countsTests: true,
    secondTry: true,
  },
  {
    // Refuses a package that is too big or holds what it should not. Builds too, under the feet of what runs the build.
    name: 'package',
    groups: ['browser'],
    after: ['generate', 'in VS Code'],
    command: ['--import', 'tsx', 'scripts/package.ts'],
    countsTests: false,
    essential: true,
  },
  {
    name: 'in the browser',
    groups: ['browser'],
    after: ['package'],
    command: REAL_PROGRAMS,
    files: ['test/webview/**/*.test.ts', 'test/vscode/browser/**/*.test.ts'],
    countsTests: true,
    secondTry: true,
  },
  {
    // The real kubectl, Helm and client library on a served cluster. It waits more than it works.
    name: 'conformance',
    groups: ['conformance'],
    after: ['generate'],
    command: REAL_PROGRAMS,
    files: ['test/conformance/**/*.test.ts'],
    countsTests: true,
    secondTry: true,
  },
];

function check(name: string, command: readonly string[]): Stage {
  return { name, groups: ['check'], after: ['generate'], command, countsTests: false };
}

function unit(name: string, files: readonly string[], ignored: readonly string[]): Stage {
  const ignore = ignored.flatMap((pattern) => ['--ignore', pattern]);
  return {
    name,
    groups: ['unit'],
    after: ['generate'],
    command: [...MOCHA, '--reporter', 'dot', ...ignore, ...files],
    countsTests: true,
  };
}

/** Those of the named groups, all where none is named. */
export function selectStages(groups: readonly StageGroup[]): readonly Stage[] {
  const wanted = groups.length === 0 ? STAGE_GROUPS : groups;
  return STAGES.filter((stage) => stage.groups.some((group) => wanted.includes(group)));
}
