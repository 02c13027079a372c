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
 * Prints the sums, and writes them into the file where it says something else. `tools` are those of
 * areas that try no version of kubectl.
 */
export function keepScoreboard(rows: readonly ScoreboardRow[], tools = TOOLS): void {
  const known = readIfThere();
  const tried = rows.filter((row) => isTried(row, rows));
  const lines = [...new Set(tried.map(({ area }) => area))].flatMap((name) => {
    const own = tried.filter(({ area }) => area === name);
    return versionsOf(own).map((version) => sum(own, version, tools));
  });
  process.stdout.write(`\n${[...TABLE, ...lines].join('\n')}\n`);
  const text = updatedScoreboard(known, rows, tools);
  if (known !== text) writeFileSync(FILE, text);
}

/**
 * What the file says after `rows`. An area is told by the version of its tools: of one that was not
 * tried, or not all of it (as in a second try of what failed), stays what was known.
 */
export function updatedScoreboard(
  known: string,
  rows: readonly ScoreboardRow[],
  tools = TOOLS,
): string {
  const areas = new Map(known === '' ? [] : areasOf(known));
  for (const name of new Set(rows.map(({ area }) => area))) {
    const own = rows.filter(({ area }) => area === name);
    const tried = new Set(versionsOf(own.filter((row) => isTried(row, own))));
    if (tried.size === 0) continue;
    const old = areas.get(name);
    const sums = versionsOf(own).flatMap((version) => {
      const isOwn = (line: string): boolean => line.startsWith(`| ${name} | ${tools[version]} |`);
      return tried.has(version) ? [sum(own, version, tools)] : (old?.sums.filter(isOwn) ?? []);
    });
    const isListed = old === undefined || tried.has('current');
    areas.set(name, { sums, details: isListed ? details(own) : old.details });
  }
  return scoreboard(areas);
}

/** With all that is tried of its area with its tools. */
function isTried({ area, version }: ScoreboardRow, rows: readonly ScoreboardRow[]): boolean {
  return rows.every(
    (row) => row.area !== area || row.version !== version || row.passed !== undefined,
  );
}

function versionsOf(rows: readonly ScoreboardRow[]): readonly ToolVersion[] {
  return [...new Set(rows.map(({ version }) => version))];
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

function sum(
  rows: readonly ScoreboardRow[],
  version: ToolVersion,
  tools: Readonly<Record<ToolVersion, string>>,
): string {
  const group = rows.filter((row) => row.version === version);
  const passed = group.filter((row) => row.passed).length;
  const [{ area = '' } = {}] = group;
  return `| ${area} | ${tools[version]} | ${String(passed)} / ${String(group.length)} |`;
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
