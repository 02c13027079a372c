// Law 1: the core is synchronous and deterministic. Looks at its syntax for anything that brings in real time, chance or promises.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PROJECT_FOLDER = path.resolve(__dirname, '../..');
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

/** The rest of a machine, such as `process`, is a type error in the core already, and may be the name of something simulated. */
const FORBIDDEN = new Set([
  ...['Date', 'Promise', 'WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'console', 'globalThis'],
]);

/** `line: word` of each breach in a source text. */
function breaches(text: string): string[] {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const word = forbiddenWord(node);
    if (word !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${line + 1}: ${word}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function forbiddenWord(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node)) return 'await';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  if (!ts.isIdentifier(node) || !FORBIDDEN.has(node.text)) return undefined;
  return isName(node) ? undefined : node.text;
}

/** Whether the identifier names a member, or declares something of our own, rather than uses a global. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
}

function coreFiles(): string[] {
  const present = CORE.filter((folder) => existsSync(path.join(PROJECT_FOLDER, 'src', folder)));
  return present.flatMap((folder) =>
    readdirSync(path.join(PROJECT_FOLDER, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
      .map((file) => path.join('src', folder, file)),
  );
}

describe('law 1: the core is synchronous and deterministic', () => {
  it('is kept by every file of the core', function () {
    this.timeout(60_000);
    const files = coreFiles();
    assert.ok(files.length > 50, `only ${files.length} files found`);
    const found = files.flatMap((file) =>
      breaches(readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')).map((at) => `${file}:${at}`),
    );
    assert.deepEqual(found, []);
  });

  it('is checked: a file that breaks it is found, a word in a comment or text is not', () => {
    const file = path.join(__dirname, 'fixture/src/simulation/breaksLaw.ts');
    assert.deepEqual(breaches(readFileSync(file, 'utf8')), [
      '3: Date',
      '4: Math.random',
      '5: Promise',
      '5: Promise',
      '5: setTimeout',
      '6: async',
      '6: Promise',
      '7: await',
      '9: console',
    ]);
  });
});
