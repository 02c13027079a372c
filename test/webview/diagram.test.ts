import assert from 'node:assert/strict';
import { PODS } from '../../src/apis/resources';
import { DiagramHarness } from './diagramHarness';
import { measureDiagram, type DiagramTimes } from './measureDiagram';
import { bootingCluster, busyCluster, podName, troubledCluster } from './scenarios';
import type { ThemeName } from './themes';

describe('the diagram in a browser', () => {
  let harness: DiagramHarness;

  before(async function () {
    this.timeout(180_000); // The first run installs a browser.
    harness = await DiagramHarness.open();
  });
  after(() => harness.close());

  /** Marks the present SVG, so that it is known whether it was replaced. */
  const markSvg = (): Promise<void> =>
    harness.page.evaluate(() => {
      document.querySelector('#picture > svg')?.setAttribute('data-marked', '');
    });
  const isMarked = (): Promise<boolean> =>
    harness.page.evaluate(() => document.querySelector('#picture > svg[data-marked]') !== null);
  const shape = (name: string) =>
    harness.page.locator('#picture g.shape[role="button"]', { hasText: name });

  describe('while a cluster runs', () => {
    beforeEach(async () => {
      await harness.load();
      await harness.show(busyCluster(3, 9).state);
    });
    afterEach(async () => {
      assert.deepEqual(await harness.violations(), []);
      const errors = (await harness.posted()).filter(({ type }) => type === 'error');
      assert.deepEqual(errors, []);
    });

    it('shows a changed status in the same picture, and highlights it', async () => {
      const cluster = busyCluster(3, 9);
      await markSvg();
      const name = podName('frontend', 0);
      cluster.pod(name, { node: 'worker-1', status: 'CrashLoopBackOff' });
      await harness.show(cluster.state);
      const pod = shape(name);
      await pod.and(harness.page.locator('.bad.changed')).waitFor();
      assert.match((await pod.textContent()) ?? '', /CrashLoopBackOff/);
      assert.equal(await harness.page.locator('.changed').count(), 1);
      assert.equal(await isMarked(), true);
    });

    it('takes on another theme at once', async () => {
      const { page } = harness;
      const fill = (): Promise<string | undefined> =>
        page.evaluate(() => {
          const text = document.querySelector('#picture g.pod.good:not(.muted) text');
          return text === null ? undefined : getComputedStyle(text).fill;
        });
      assert.equal(await fill(), 'rgb(204, 204, 204)');
      await markSvg();
      await page.evaluate(() => {
        document.documentElement.style.setProperty('--vscode-editor-foreground', '#112233');
        document.body.className = 'vscode-light';
      });
      await page.waitForFunction(
        () => document.querySelector('#picture > svg[data-marked]') === null,
      );
      assert.equal(await fill(), 'rgb(17, 34, 51)');
    });

    it('has a new pod take free room in the same picture', async () => {
      const cluster = busyCluster(3, 9);
      await harness.show(cluster.state);
      await markSvg();
      const first = cluster.state.pods.get('default', podName('frontend', 0));
      assert.ok(first);
      cluster.remove(PODS, first);
      cluster.pod('newcomer', { node: 'worker-1' });
      await harness.show(cluster.state);
      await shape('newcomer').waitFor();
      assert.equal(await shape(podName('frontend', 0)).count(), 0);
      assert.equal(await isMarked(), true);
    });

    it('lays out anew when a node joins, and keeps the zoom', async () => {
      await harness.page.click('#zoom-in');
      const width = (): Promise<number> =>
        harness.page.evaluate(() =>
          Number(document.querySelector('#picture > svg')?.getAttribute('viewBox')?.split(' ')[2]),
        );
      const zoomed = await width();
      await markSvg();
      const cluster = busyCluster(3, 9);
      cluster.worker('worker-4');
      await harness.show(cluster.state);
      await shape('worker-4').waitFor();
      assert.equal(await isMarked(), false);
      assert.equal(await width(), zoomed);
    });

    it('draws nothing that is wider than its shape', async () => {
      for (const cluster of [busyCluster(3, 20), troubledCluster(), busyCluster(10, 100)]) {
        await harness.show(cluster.state);
        assert.deepEqual(await widerThanShape(harness), []);
      }
    });

    it('tells the host what was clicked, and shows what the host tells about it', async () => {
      await shape('etcd').click();
      const selected = (await harness.posted()).findLast(({ type }) => type === 'select');
      const target = { type: 'component', component: 'etcd', node: 'control-plane' } as const;
      assert.deepEqual(selected, { type: 'select', target });
      await harness.show(busyCluster(3, 9).state, { chosen: target });
      const details = harness.page.locator('#details');
      assert.match((await details.textContent()) ?? '', /The cluster's memory/);
      await harness.page.focus('#details-close');
      await harness.page.keyboard.press('Tab');
      await harness.page.keyboard.press('Enter');
      assert.ok((await harness.posted()).some(({ type }) => type === 'why'));
      await harness.page.click('#details-link');
      const link = (await harness.posted()).findLast(({ type }) => type === 'link');
      assert.match(link?.type === 'link' ? link.href : '', /^https:\/\/kubernetes\.io\//);
      await harness.page.click('#details-close');
      assert.equal(await details.isVisible(), false);
    });

    it('is walked through by keyboard: one tab stop, arrows, Enter', async () => {
      const { page } = harness;
      assert.equal(await page.locator('#picture [tabindex="0"]').count(), 1);
      await page.locator('#picture [tabindex="0"]').focus();
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
      assert.match(await focused(), /^Node control-plane/);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      assert.doesNotMatch(await focused(), /^Node control-plane/);
      for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowLeft');
      assert.match(await focused(), /^(Node worker-1|Pod )/);
      await page.keyboard.press('Enter');
      const last = (await harness.posted()).findLast(({ type }) => type === 'select');
      assert.equal(last?.type, 'select');
    });

    it('keeps the focus on the same thing through a new layout', async () => {
      const { page } = harness;
      await shape('worker-2').focus();
      const cluster = busyCluster(3, 9);
      cluster.worker('worker-4');
      await harness.show(cluster.state);
      await shape('worker-4').waitFor();
      const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      assert.match(label ?? '', /^Node worker-2/);
    });

    it('tells of changes to those who cannot see them', async () => {
      const cluster = troubledCluster();
      await harness.show(cluster.state);
      await harness.page.waitForFunction(() =>
        document.getElementById('live')?.textContent?.includes('worker-2 is NotReady'),
      );
    });

    it('moves time and speed by the commands of the extension', async () => {
      const { page } = harness;
      await page.click('#play');
      await page.click('#step');
      await page.click('#speed');
      await page.click('#speed vscode-option[value="60"]');
      const asked = (await harness.posted()).slice(-3);
      assert.deepEqual(asked, [
        { type: 'command', command: 'pause' },
        { type: 'command', command: 'step' },
        { type: 'speed', speed: 60 },
      ]);
    });

    it('comes back after a reload with the same picture and zoom', async () => {
      const { page } = harness;
      await page.click('#tab-components');
      await harness.show(busyCluster(3, 9).state, { picture: 'components' });
      await page.click('#zoom-in');
      const viewBox = (): Promise<string | null | undefined> =>
        page.evaluate(() => document.querySelector('#picture > svg')?.getAttribute('viewBox'));
      const before = await viewBox();
      await harness.reload();
      const ready = (await harness.posted()).find(({ type }) => type === 'ready');
      assert.equal(ready?.type === 'ready' && ready.picture, 'components');
      await harness.show(busyCluster(3, 9).state, { picture: 'components' });
      assert.equal(await viewBox(), before);
    });

    it('comes back where it was, too, when only the host remembers', async () => {
      const { page } = harness;
      await page.click('#tab-components');
      const { state } = busyCluster(3, 9);
      await harness.show(state, { picture: 'components' });
      await page.click('#zoom-in');
      const viewBox = (): Promise<string | null | undefined> =>
        page.evaluate(() => document.querySelector('#picture > svg')?.getAttribute('viewBox'));
      const before = await viewBox();
      const told = await page.waitForFunction(() =>
        window.posted.find((each) => each.type === 'view' && each.view.viewpoint !== undefined),
      );
      const message = await told.jsonValue();
      assert.equal(message?.type === 'view' && message.view.picture, 'components');
      await page.evaluate(() => {
        sessionStorage.clear();
      });
      await harness.reload();
      await page.evaluate((data) => {
        window.postMessage(data, '*');
      }, message);
      await page.locator('#tab-components[aria-selected="true"]').waitFor();
      await harness.show(state, { picture: 'components' });
      assert.equal(await viewBox(), before);
    });

    it('highlights the arrows over which something was written', async () => {
      const { page } = harness;
      await page.click('#tab-components');
      const { state } = busyCluster(3, 9);
      await harness.show(state, { picture: 'components' });
      assert.equal(await page.locator('path.flowchart-link').count(), 7);
      const active = new Set(['kube-scheduler'] as const);
      await harness.show(state, { picture: 'components', active });
      await page.locator('path.flowchart-link.changed').first().waitFor({ state: 'attached' });
      assert.equal(await page.locator('path.flowchart-link.changed').count(), 2);
    });
  });

  describe('in half a window', () => {
    before(() => harness.page.setViewportSize({ width: 512, height: 780 }));
    after(() => harness.page.setViewportSize({ width: 1200, height: 800 }));

    for (const picture of ['components', 'placement', 'traffic'] as const) {
      it(`draws ${picture} so that it can be read, and nothing over anything else`, async () => {
        await harness.load();
        await harness.page.click(`#tab-${picture}`);
        await harness.show(troubledCluster().state, { picture });
        assert.deepEqual(await widerThanShape(harness), []);
        const scale = await harness.page.evaluate(
          () =>
            document.querySelector<SVGSVGElement>('#picture > svg')?.getScreenCTM()?.a ??
            Number.NaN,
        );
        // Of 13 px.
        assert.ok(scale > 0.88, `scale ${String(scale)}`);
        assert.deepEqual(await overlapping(harness), []);
        await harness.screenshot(`half-${picture}`);
      });
    }
  });

  it('offers to start a cluster where none runs', async () => {
    await harness.load();
    await harness.send({ type: 'stopped' });
    await harness.page.click('#start');
    const commands = (await harness.posted()).filter(({ type }) => type === 'command');
    assert.deepEqual(commands, [{ type: 'command', command: 'start' }]);
  });

  it('says what went wrong instead of showing nothing', async () => {
    await harness.load();
    await harness.page.evaluate(() => {
      const model = { picture: 'cluster', mermaid: 'block-beta\na["', shapes: [], edges: [] };
      const clock = { text: '', playing: false, speed: 1 };
      const scene = { type: 'picture', model, clock };
      window.postMessage({ type: 'scene', scene }, '*');
    });
    await harness.page.locator('#failed').waitFor();
    assert.match((await harness.page.textContent('#failed-text')) ?? '', /Parse error/);
    const posted = await harness.posted();
    assert.ok(
      posted.some(({ type }) => type === 'error'),
      'the host is not told',
    );
    // The next picture that can be drawn is drawn.
    await harness.show(busyCluster(1, 1).state);
    await shape('worker-1').waitFor();
  });

  it('is fast', async () => {
    let times = await measureDiagram(harness);
    // What else runs on the machine may hold up one, but not each of three.
    for (let more = 2; more > 0 && !isFast(times); more--) times = await measureDiagram(harness);
    console.log(
      `      first layout ${times.firstLayoutMs.toFixed()} ms (${times.coldLayoutMs.toFixed()} ms with loading), 100 changed shapes ${times.patchMs.toFixed(1)} ms`,
    );
    assert.ok(isFast(times), `too slow: ${JSON.stringify(times)}`);
  });

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    it(`leaves pictures of every moment in ${theme}`, async () => {
      await pictures(harness, theme);
      assert.deepEqual(await harness.violations(), []);
    });
  }
});

/** Twice the figures that are aimed at: this may run beside other work. */
function isFast({ firstLayoutMs, patchMs }: DiagramTimes): boolean {
  return firstLayoutMs < 800 && patchMs < 32;
}

function widerThanShape(harness: DiagramHarness): Promise<(string | null)[]> {
  return harness.page.evaluate(() =>
    [...document.querySelectorAll<SVGGElement>('#picture g.shape:not([hidden])')]
      .filter((group) => {
        const text = group.querySelector('text')?.getBBox().width ?? 0;
        return text > (group.querySelector('rect')?.getBBox().width ?? 0);
      })
      .map((group) => group.textContent),
  );
}

/** Pairs of texts, of shapes and on arrows, that are drawn over each other. */
function overlapping(harness: DiagramHarness): Promise<string[]> {
  return harness.page.evaluate(() => {
    const selector = '#picture g.shape:not([hidden]):not(.frame) text, #picture .edgeLabel text';
    const texts = [...document.querySelectorAll(selector)].filter(({ textContent }) => textContent);
    return texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter((other) => {
          const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
          return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        })
        .map((other) => `${one.textContent} / ${other.textContent}`),
    );
  });
}

async function pictures(harness: DiagramHarness, theme: ThemeName): Promise<void> {
  const { page } = harness;
  await harness.load(theme);
  await harness.send({ type: 'stopped' });
  await harness.screenshot(`stopped-${theme}`);
  // Each on a fresh page, where nothing is highlighted as changed.
  const moments = {
    booting: bootingCluster(),
    'busy-20-pods': busyCluster(3, 20),
    'busy-100-pods': busyCluster(10, 100),
    folded: busyCluster(60, 600),
  };
  for (const [name, { state }] of Object.entries(moments)) {
    await harness.load(theme);
    await harness.show(state);
    await harness.screenshot(`${name}-${theme}`);
  }
  await harness.load(theme);
  const { state } = troubledCluster();
  await harness.show(state, { chosen: { type: 'node', node: 'worker-2' } });
  await harness.screenshot(`trouble-${theme}`);
  for (const picture of ['components', 'placement'] as const) {
    await page.click(`#tab-${picture}`);
    await harness.show(state, { picture });
    await harness.screenshot(`${picture}-${theme}`);
  }
}
