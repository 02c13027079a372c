// What is written in the diagram can be read in every theme, also while it is dimmed, and where the operating system forces
// colours upon pages.
import assert from 'node:assert/strict';
import { DiagramHarness } from './diagramHarness';
import { troubledCluster } from './scenarios';
import { THEMES } from './themes';

/** WCAG 2, level AA, for text of this size. */
const READABLE = 4.5;
const OUTAGE = 'The API server is down.';

describe('contrast of the diagram', function () {
  this.timeout(60_000);
  let harness: DiagramHarness;

  before(async () => {
    harness = await DiagramHarness.open();
  });
  after(() => harness.close());

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    it(`lets names be read in ${theme}, also while the API server is down`, async () => {
      const { state } = troubledCluster();
      await harness.load(theme);
      await harness.show(state);
      assert.deepEqual(await unreadable(harness), []);
      await harness.show(state, { notice: OUTAGE });
      await harness.page.locator('body.outage').waitFor();
      assert.deepEqual(await unreadable(harness), []);
      await harness.screenshot(`outage-${theme}`);
    });
  }

  it('is that of the theme where colours are forced upon pages, for a chosen shape in trouble too', async () => {
    const { page } = harness;
    await page.emulateMedia({ forcedColors: 'active' });
    try {
      await harness.load('high-contrast');
      await harness.show(troubledCluster().state);
      await page.locator('#picture .shape.pod.bad').first().click();
      const chosen = page.locator('#picture .shape.pod.bad.selected > rect').first();
      await chosen.waitFor();
      const drawn = await chosen.evaluate((rect) => {
        const { fill, stroke, outlineColor, outlineStyle } = getComputedStyle(rect);
        return { fill, stroke, outlineColor, outlineStyle };
      });
      const { variables } = THEMES['high-contrast'];
      assert.deepEqual(drawn, {
        fill: rgb(variables['editor-background']),
        stroke: rgb(variables['testing-iconFailed']),
        outlineColor: rgb(variables['focusBorder']),
        outlineStyle: 'solid',
      });
    } finally {
      await page.emulateMedia({ forcedColors: null });
    }
  });
});

/** As a page gives `#FF8000`. */
function rgb(hex = ''): string {
  const parts = [1, 3, 5].map((start) => String(parseInt(hex.slice(start, start + 2), 16)));
  return `rgb(${parts.join(', ')})`;
}

/** From 0 to 1: red, green, blue, and how much it covers. */
type Colour = readonly number[];

interface Painted {
  readonly text: string;
  readonly colour: Colour;
  readonly box: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;
}

/** Names in the picture whose contrast to what is painted behind them is too little, with that contrast. */
async function unreadable(harness: DiagramHarness): Promise<string[]> {
  const { page } = harness;
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const rects = await painted(harness, '#picture .shape:not([hidden]) > rect');
  const names = await painted(harness, '#picture .shape:not([hidden]) text > tspan:first-child');
  assert.ok(names.length > 10);
  return names.flatMap(({ text, colour, box }) => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const behind = rects
      .filter(({ box: { left, right, top, bottom } }) => {
        return left <= x && x <= right && top <= y && y <= bottom;
      })
      .reduce((ground, rect) => over(rect.colour, ground), colourOf(paper));
    const contrast = contrastOf(behind, over(colour, behind));
    return contrast >= READABLE ? [] : [`${text}: ${contrast.toFixed(2)}`];
  });
}

/** In the order in which they are painted. */
async function painted(harness: DiagramHarness, selector: string): Promise<readonly Painted[]> {
  const found = await harness.page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      let opacity = 1;
      for (let each: Element | null = element; each !== null; each = each.parentElement) {
        opacity *= Number(getComputedStyle(each).opacity);
      }
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const { fill } = getComputedStyle(element);
      return { text: element.textContent, fill, opacity, box: { left, right, top, bottom } };
    }),
  );
  return found
    .filter(({ fill }) => fill !== 'none')
    .map(({ text, fill, opacity, box }) => {
      const [red = 0, green = 0, blue = 0, cover = 1] = colourOf(fill);
      return { text, box, colour: [red, green, blue, cover * opacity] };
    });
}

/** `rgb(1, 2, 3)` counts to 255; `color(srgb 0.1 0.2 0.3)`, which is what mixed colours are, to 1. */
function colourOf(css: string): Colour {
  const [red = 0, green = 0, blue = 0, cover = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
  const most = css.startsWith('color(') ? 1 : 255;
  return [red / most, green / most, blue / most, cover];
}

function over(top: Colour, ground: Colour): Colour {
  const cover = top[3] ?? 1;
  return ground.map((part, index) =>
    index < 3 ? (top[index] ?? 0) * cover + part * (1 - cover) : 1,
  );
}

function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** As WCAG defines it. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
