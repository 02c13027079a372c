// The waiting times of Kubernetes, measured in the simulated cluster. TIMINGS.md is what they come to;
// UPDATE_GOLDEN=1 writes it anew.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CONTROL_PLANE_TIMINGS } from './controlPlaneTimings';
import { NODE_TIMINGS } from './nodeTimings';
import { POD_TIMINGS } from './podTimings';
import { withoutFigures, type TimingRow } from './timingRow';
import { WORKLOAD_TIMINGS } from './workloadTimings';

const PAGE = path.join(import.meta.dirname, '../../../TIMINGS.md');

const GROUPS: readonly (readonly [title: string, rows: readonly TimingRow[]])[] = [
  ['Nodes', NODE_TIMINGS],
  ['Pods', POD_TIMINGS],
  ['Workloads and Services', WORKLOAD_TIMINGS],
  ['Control plane', CONTROL_PLANE_TIMINGS],
];

const HEAD = `# Timings

How long Kubernetes waits, and how long the simulated cluster does: every figure on the right is measured in it by
\`test/cluster/timings\`, which fails where it is not what Kubernetes says, and writes this page with \`UPDATE_GOLDEN=1\`.
_53 s (of 50 s to 60 s)_ is a measured figure and the range that Kubernetes leaves; a figure alone is met to within the whole
seconds that API times have.
Not modelled, and so not here: the back-off of Jobs and the intervals of the HorizontalPodAutoscaler.
`;

describe('timings of Kubernetes', () => {
  const lines: string[] = [HEAD];
  for (const [title, rows] of GROUPS) {
    describe(title, () => {
      before(() => {
        lines.push(
          `## ${title}\n`,
          '| what | Kubernetes | source | measured here |',
          '| --- | --- | --- | --- |',
        );
      });
      for (const { what, kubernetes, source, measure } of rows) {
        it(what, () => {
          const { text, agrees } = measure();
          lines.push(`| ${what} | ${kubernetes} | [${source[0]}](${source[1]}) | ${text} |`);
          assert.ok(agrees, `Kubernetes: ${kubernetes}; measured: ${text}`);
        });
      }
      after(() => {
        lines.push('');
      });
    });
  }

  describe('as a page', () => {
    it('are those of TIMINGS.md', () => {
      const page = lines.join('\n');
      if (process.env['UPDATE_GOLDEN'] !== undefined) fs.writeFileSync(PAGE, page);
      assert.equal(withoutFigures(fs.readFileSync(PAGE, 'utf8')), withoutFigures(page));
    });
  });
});
