// What TypeScript and Prettier cannot say: the project's style and the laws of its core (ARCHITECTURE.md).
'use strict';

const { defineConfig, globalIgnores } = require('eslint/config');
const tseslint = require('typescript-eslint');

const CORE = [
  'simulation',
  'apimachinery',
  'apis',
  'cluster',
  'kubectl',
  'labfile',
  'manifest',
  'lessons',
  'views',
];

const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'Use a union of string literals and an exhaustive switch.',
};
const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use a named export, so that a thing has one name everywhere.',
};
const NO_BARREL = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: import from the file that declares it.',
};
const NO_ASYNC = {
  selector: 'AwaitExpression, :function[async=true], ForOfStatement[await=true], ImportExpression',
  message: 'The core is synchronous: schedule an event in virtual time instead.',
};

const STYLE = [NO_ENUM, NO_DEFAULT_EXPORT, NO_BARREL];

/** Globals that would let real time, chance or the outside into the core. */
const RESTRICTED_IN_CORE = [
  ['Date', 'Virtual time is Simulation.nowMs, wall-clock time WallClock.'],
  ['Promise', 'The core is synchronous: schedule an event in virtual time.'],
  ['WeakRef', 'The garbage collector is not deterministic.'],
  ['FinalizationRegistry', 'The garbage collector is not deterministic.'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'].map((name) => [
    name,
    'Schedule an event in virtual time.',
  ]),
  ...['console', 'process', 'globalThis', 'crypto'].map((name) => [
    name,
    'The core knows nothing of the machine that it runs on.',
  ]),
].map(([name, message]) => ({ name, message }));

module.exports = defineConfig(
  globalIgnores([
    'dist/',
    'out/',
    '.vscode-test/',
    'src/apis/generated/',
    'test/architecture/fixture/',
    'media/',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', ...STYLE],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-namespace': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z][a-z]', match: false },
        },
        { selector: 'typeLike', format: ['PascalCase'], custom: { regex: 'Impl$', match: false } },
      ],
      // Labels and annotations are read as they are written: `labels['app']`.
      '@typescript-eslint/dot-notation': 'off',
      // `||` for "empty or absent" is Kubernetes' own meaning of an unset string.
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    files: CORE.map((folder) => `src/${folder}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...RESTRICTED_IN_CORE],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the seeded random source.' },
      ],
      'no-restricted-syntax': ['error', ...STYLE, NO_ASYNC],
    },
  },
  {
    // Stories are as long as they need to be, and what a test or tool prints is meant to be read.
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // `assert.ok(x)` narrows; a cast in a test is checked by the run that follows.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.recommended, tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': ['error', ...STYLE] },
  },
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
