// The scoreboard: which invocations of the real tools answer as they would before a real cluster.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolVersion } from './kubernetesTools';

export interface ScoreboardRow {
  /** Name of the transcript. */
  readonly area: string;
  readonly version: ToolVersion;
  readonly command: string;
  passed: boolean;
}

const FILE = path.join(import.meta.dirname, 'SCOREBOARD.md');

const TOOLS: Readonly<Record<ToolVersion, string>> = {
  current: 'kubectl 1.35.2, Helm 4.1.4',
  old: 'kubectl 1.32, Helm 3.17',
};

/** Prints the sums, and writes the file where it says something else. */
export function keepScoreboard(rows: readonly ScoreboardRow[]): void {
  const text = scoreboard(rows);
  process.stdout.write(`\n${text.split('\n\n').slice(2, 4).join('\n\n')}\n`);
  if (readIfThere() !== text) writeFileSync(FILE, text);
}

function scoreboard(rows: readonly ScoreboardRow[]): string {
  const passed = rows.filter((row) => row.passed).length;
  return [
    '# Scoreboard',
    'Every invocation of a real tool that `npm run test:conformance` makes, from `transcripts/`. Written by the test.',
    `${String(passed)} of ${String(rows.length)} answer as before a real cluster.`,
    sums(rows),
    ...[...new Set(rows.map(({ area }) => area))].map((area) => details(area, rows)),
    '',
  ].join('\n\n');
}

function sums(rows: readonly ScoreboardRow[]): string {
  const nameOf = ({ area, version }: ScoreboardRow): string => `${area} | ${TOOLS[version]}`;
  const lines = [...new Set(rows.map(nameOf))].map((name) => {
    const group = rows.filter((row) => nameOf(row) === name);
    const passed = group.filter((row) => row.passed).length;
    return `| ${name} | ${String(passed)} / ${String(group.length)} |`;
  });
  return ['| transcript | tools | passed |', '| --- | --- | --- |', ...lines].join('\n');
}

function details(area: string, rows: readonly ScoreboardRow[]): string {
  const own = rows.filter((row) => row.area === area && row.version === 'current');
  const lines = own.map(({ command, passed }) => {
    const [first = '', ...rest] = command.split('\n');
    return `- ${passed ? '✓' : '✗'} \`${first.replaceAll('`', "'")}${rest.length > 0 ? ' …' : ''}\``;
  });
  return [`## ${area}`, '', ...lines].join('\n');
}

function readIfThere(): string {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}
