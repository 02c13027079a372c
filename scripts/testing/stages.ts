// The stages of `npm test` in their order. Programs are called directly, not through npm, so that Ctrl+C and exit codes pass.

export const STAGE_GROUPS = ['check', 'unit', 'conformance', 'vscode', 'browser'] as const;

export type StageGroup = (typeof STAGE_GROUPS)[number];

export interface Stage {
  readonly name: string;
  /** The groups that it belongs to; with more than one, it is what the others stand on. */
  readonly groups: readonly StageGroup[];
  /** Arguments of Node. */
  readonly command: readonly string[];
  /** Whether it is a mocha run, whose tests are counted. */
  readonly countsTests: boolean;
  /**
   * The test files, where the stage drives real programs and windows, whose timing is not ours: those of them that fail
   * are run a second time, in a new process, and the summary names them.
   */
  readonly files?: readonly string[];
  /** The stages after it make no sense where it failed. */
  readonly essential?: boolean;
  /** Stages of the same lane in a row run at the same time. */
  readonly lane?: string;
}

const FAILED_FILES_REPORTER = './scripts/testing/failedFilesReporter.ts';
/** What needs no quiet machine. */
const SIDE_BY_SIDE = 'side by side';
const MOCHA = ['node_modules/mocha/bin/mocha.js'];

/** What other stages run. */
const ELSEWHERE = [
  'test/bench/**',
  'test/webview/**',
  'test/conformance/**',
  ...['browser', 'host', 'suite'].map((folder) => `test/vscode/${folder}/**`),
];

const STAGES: readonly Stage[] = [
  {
    name: 'generate',
    groups: ['check', 'unit', 'conformance', 'vscode', 'browser'],
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
    // The real kubectl, Helm and client library on a served cluster.
    name: 'conformance',
    groups: ['conformance'],
    command: [...MOCHA, '--timeout', '120000', '--reporter', FAILED_FILES_REPORTER],
    files: ['test/conformance/**/*.test.ts'],
    countsTests: true,
  },
  {
    name: 'build',
    groups: ['vscode'],
    command: ['esbuild.js'],
    countsTests: false,
    essential: true,
  },
  {
    name: 'in VS Code',
    groups: ['vscode'],
    command: ['--import', 'tsx', 'test/vscode/host/runSuite.ts'],
    countsTests: true,
  },
  {
    // Refuses a package that is too big or holds what it should not.
    name: 'package',
    groups: ['browser'],
    command: ['--import', 'tsx', 'scripts/package.ts'],
    countsTests: false,
    essential: true,
  },
  {
    name: 'in the browser',
    groups: ['browser'],
    command: [...MOCHA, '--timeout', '120000', '--reporter', FAILED_FILES_REPORTER],
    files: ['test/webview/**/*.test.ts', 'test/vscode/browser/**/*.test.ts'],
    countsTests: true,
  },
];

function check(name: string, command: readonly string[]): Stage {
  return { name, groups: ['check'], command, countsTests: false, lane: SIDE_BY_SIDE };
}

function unit(name: string, files: readonly string[], ignored: readonly string[]): Stage {
  const ignore = ignored.flatMap((pattern) => ['--ignore', pattern]);
  return {
    name,
    groups: ['unit'],
    lane: SIDE_BY_SIDE,
    command: [...MOCHA, '--reporter', 'dot', ...ignore, ...files],
    countsTests: true,
  };
}

/** Those of the named groups, all where none is named. */
export function selectStages(groups: readonly StageGroup[]): readonly Stage[] {
  const wanted = groups.length === 0 ? STAGE_GROUPS : groups;
  return STAGES.filter((stage) => stage.groups.some((group) => wanted.includes(group)));
}
