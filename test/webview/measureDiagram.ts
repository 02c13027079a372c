// How long the diagram takes in a browser: for the test that keeps it fast, and for the bench.
import type { Scene } from '../../webview/protocol';
import type { DiagramHarness } from './diagramHarness';
import { busyCluster } from './scenarios';

export interface DiagramTimes {
  /** From the scene's arrival to the drawn picture of 1+3 nodes and 20 pods, Mermaid being loaded, ms. */
  readonly firstLayoutMs: number;
  /** The same on a page that has just been opened, with all loading, ms. */
  readonly coldLayoutMs: number;
  /** From the arrival of a scene in which 100 shapes changed to their new places and styles, ms. */
  readonly patchMs: number;
}

const PATCHES = 9;

export async function measureDiagram(harness: DiagramHarness): Promise<DiagramTimes> {
  await harness.load();
  const small = await harness.scene(busyCluster(3, 20).state);
  const coldLayoutMs = await layoutTime(harness, small);
  await harness.send({ type: 'stopped' });
  const firstLayoutMs = await layoutTime(harness, small);
  return { coldLayoutMs, firstLayoutMs, patchMs: await patchTime(harness) };
}

function layoutTime(harness: DiagramHarness, scene: Scene): Promise<number> {
  return harness.page.evaluate((data) => {
    const picture = document.getElementById('picture');
    if (picture === null) throw new Error('the page has no place for a picture');
    return new Promise<number>((resolve) => {
      const start = performance.now();
      new MutationObserver((_, observer) => {
        if (picture.firstElementChild === null) return;
        observer.disconnect();
        picture.getBoundingClientRect();
        resolve(performance.now() - start);
      }).observe(picture, { childList: true });
      window.postMessage({ type: 'scene', scene: data }, '*');
    });
  }, scene);
}

/** The median of several: one may fall together with a collection of garbage. */
async function patchTime(harness: DiagramHarness): Promise<number> {
  const cluster = busyCluster(10, 100);
  const before = await harness.scene(cluster.state);
  for (const pod of cluster.state.pods.list()) {
    const { name, namespace = 'default' } = pod.metadata;
    const node = pod.spec.nodeName;
    if (namespace === 'default' && node !== undefined) {
      cluster.pod(name, { node, status: 'CrashLoopBackOff' });
    }
  }
  const after = await harness.scene(cluster.state);
  await harness.send(before);
  const times = await harness.page.evaluate(
    ({ scenes, count }) => {
      const place = document.getElementById('picture');
      return Array.from({ length: count }, (_, index) => {
        const scene = scenes[(index + 1) % scenes.length];
        const start = performance.now();
        // The page patches while it handles the message; asking for a size completes the layout.
        window.dispatchEvent(new MessageEvent('message', { data: { type: 'scene', scene } }));
        place?.querySelector('text:last-of-type')?.getBoundingClientRect();
        return performance.now() - start;
      });
    },
    { scenes: [before, after], count: PATCHES },
  );
  return times.sort((a, b) => a - b)[Math.floor(PATCHES / 2)] ?? Number.NaN;
}
