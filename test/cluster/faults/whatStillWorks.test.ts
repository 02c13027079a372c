// Tries every cell of media/learn/whatStillWorks.md in a simulated cluster, and compares the page with
// what came out. UPDATE_GOLDEN=1 writes the page anew.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fault, faultLab } from './faultLab';
import { cellOf, COLUMNS, ROWS, type Cell, type Column, type Row } from './whatStillWorks';

const PAGE = path.join(import.meta.dirname, '../../../media/learn/whatStillWorks.md');
/** Until a lost node is found NotReady, and its pods have left their Services; before they are replaced. */
const SETTLE_MS = 100_000;

const HEAD = `# What still works while a part of the cluster is down?

Each row is a cluster in which one thing is broken, 100 seconds later; each column is something that is tried in it.
**yes** and **no** speak for themselves, **elsewhere** means: not on the node that is concerned. Follow a word to see why.
Whatever runs, goes on running: that is the rule behind most of it. Try it yourself with the command
**Cluster Lab: Break Something…**
`;

describe('what still works while a part is down', () => {
  const cells = new Map<Row, Map<Column, Cell>>();

  for (const row of ROWS)
    it(`is tried without ${row.title}`, () => {
      const lab = faultLab();
      fault(lab, row.fault, row.target);
      lab.runFor(SETTLE_MS);
      cells.set(row, new Map(COLUMNS.map((column) => [column, cellOf(lab, row, column)])));
      for (const column of COLUMNS) sentence(row, column, cells.get(row)?.get(column) ?? 'no');
    });

  it('is what the page says', () => {
    const page = pageOf(cells);
    if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(PAGE, page);
    assert.equal(fs.readFileSync(PAGE, 'utf8'), page);
  });
});

function pageOf(cells: ReadonlyMap<Row, ReadonlyMap<Column, Cell>>): string {
  const lines = [
    `| without | ${COLUMNS.map(({ title }) => title).join(' | ')} |`,
    `| --- |${COLUMNS.map(() => ' :-: |').join('')}`,
  ];
  const reasons: string[] = [];
  for (const row of ROWS) {
    const values = COLUMNS.map((column) => cells.get(row)?.get(column) ?? 'no');
    const links = COLUMNS.map((column, index) => {
      const value = values[index] ?? 'no';
      return `[${value === 'no' ? '**no**' : value}](#${row.id}-${column.id})`;
    });
    lines.push(`| **${row.title}** | ${links.join(' | ')} |`);
    reasons.push(`## Without ${row.title}`);
    for (const [index, column] of COLUMNS.entries()) {
      const value = values[index] ?? 'no';
      const heading = `${row.id} ${column.id}`.replaceAll('-', ' ');
      assert.equal(heading.replaceAll(' ', '-'), `${row.id}-${column.id}`);
      reasons.push(`##### ${heading}`, `${WORDS[value]} ${sentence(row, column, value)}`);
    }
  }
  return `${HEAD}\n${lines.join('\n')}\n\n${reasons.join('\n\n')}\n`;
}

const WORDS: Readonly<Record<Cell, string>> = {
  yes: '**Yes.**',
  no: '**No.**',
  elsewhere: '**Elsewhere, not on this node.**',
};

function sentence(row: Row, column: Column, value: Cell): string {
  if (value === 'yes') return column.yes;
  return (
    column.no[row.id] ?? assert.fail(`no reason why ${column.title} fails without ${row.title}`)
  );
}
