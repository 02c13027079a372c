// The scoreboard: which invocations of the real tools answer as they would before a real cluster.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolVersion } from './kubernetesTools';

export interface ScoreboardRow {
  /** Name of the transcript, or of what else is tried. */
  readonly area: string;
  /** What is tried; the tools of this age unless told. */
  readonly version: ToolVersion;
  readonly command: string;
  /** Undefined until it was tried. */
  passed: boolean | undefined;
}

interface Area {
  /** Lines of the table of sums. */
  readonly sums: readonly string[];
  readonly details: string;
}

const FILE = path.join(import.meta.dirname, 'SCOREBOARD.md');

const TOOLS: Readonly<Record<ToolVersion, string>> = {
  current: 'kubectl 1.35.2, Helm 4.1.4',
  old: 'kubectl 1.32, Helm 3.17',
};
const TABLE = ['| transcript | tools | passed |', '| --- | --- | --- |'];

/**
 * Prints the sums, and writes them into the file, where all of an area was tried and the file says
 * something else. `tools` are those of areas that try no version of kubectl.
 */
export function keepScoreboard(rows: readonly ScoreboardRow[], tools = TOOLS): void {
  const known = readIfThere();
  const areas = new Map(known === '' ? [] : areasOf(known));
  const tried = [...new Set(rows.map(({ area }) => area))].filter((area) =>
    rows.every((row) => row.area !== area || row.passed !== undefined),
  );
  for (const name of tried) {
    const own = rows.filter(({ area }) => area === name);
    areas.set(name, { sums: sums(own, tools), details: details(own) });
  }
  const lines = tried.flatMap((name) => areas.get(name)?.sums ?? []);
  process.stdout.write(`\n${[...TABLE, ...lines].join('\n')}\n`);
  const text = scoreboard(areas);
  if (known !== text) writeFileSync(FILE, text);
}

function scoreboard(areas: ReadonlyMap<string, Area>): string {
  const names = [...areas.keys()].sort();
  const all = names.flatMap((name) => areas.get(name) ?? []);
  const lines = all.flatMap((area) => area.sums);
  const counts = lines.map((line) => /(\d+) \/ (\d+) \|$/.exec(line)?.slice(1).map(Number) ?? []);
  const total = (index: number): string =>
    String(counts.reduce((sum, count) => sum + (count[index] ?? 0), 0));
  return [
    '# Scoreboard',
    'Everything that `npm run test:conformance` tries with real tools and libraries. Written by the test.',
    `${total(0)} of ${total(1)} answer as before a real cluster.`,
    [...TABLE, ...lines].join('\n'),
    ...all.map((area) => area.details),
    '',
  ].join('\n\n');
}

/** What the file says of each area. */
function areasOf(text: string): readonly (readonly [string, Area])[] {
  const [head = '', ...sections] = text.trimEnd().split(/\n\n(?=## )/);
  return sections.map((section) => {
    const name = /^## (.*)/.exec(section)?.[1] ?? '';
    const own = head.split('\n').filter((line) => line.startsWith(`| ${name} |`));
    return [name, { sums: own, details: section }];
  });
}

function sums(
  rows: readonly ScoreboardRow[],
  tools: Readonly<Record<ToolVersion, string>>,
): readonly string[] {
  return [...new Set(rows.map(({ version }) => version))].map((version) => {
    const group = rows.filter((row) => row.version === version);
    const passed = group.filter((row) => row.passed).length;
    const [{ area = '' } = {}] = group;
    return `| ${area} | ${tools[version]} | ${String(passed)} / ${String(group.length)} |`;
  });
}

function details(rows: readonly ScoreboardRow[]): string {
  const lines = rows
    .filter(({ version }) => version === 'current')
    .map(({ command, passed }) => {
      const [first = '', ...rest] = command.split('\n');
      const mark = passed === true ? '✓' : '✗';
      return `- ${mark} \`${first.replaceAll('`', "'")}${rest.length > 0 ? ' …' : ''}\``;
    });
  return [`## ${rows[0]?.area ?? ''}`, '', ...lines].join('\n');
}

function readIfThere(): string {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}
