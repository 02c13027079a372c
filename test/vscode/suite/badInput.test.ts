// Files that no cluster would take: each gets a clear word within about a second, and the extension
// host answers all the while.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, openManifest, until, type OpenManifest } from './openManifest';

/** Processor time of this extension host, since a busy machine may let anything take any time. */
const SOON_MS = 1_500;
const FREEZE_MS = 250;

const BAD: readonly { readonly what: string; readonly text: string; readonly says: RegExp }[] = [
  {
    what: 'bytes that are no text',
    text: `apiVersion: v1\u0000\u0001\u0002\ufffd\ufffd\u0007\u0000${'\ufffd\u0000\u0010'.repeat(500)}`,
    says: /binary/i,
  },
  {
    what: 'tabs for indentation',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: tabbed\n',
    says: /tab/i,
  },
  {
    what: 'a key that is there twice',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  name: two\n',
    says: /"?name"? already set|duplicate/i,
  },
  { what: 'a billion laughs', text: billionLaughs(), says: /excessive aliasing/ },
  {
    what: 'five megabytes in one file',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n${'  key: some text that goes on\n'.repeat(180_000)}`,
    says: /too large|too big/,
  },
];

describe('bad input in a real VS Code', () => {
  afterEach(closeEditors);

  for (const { what, text, says } of BAD) {
    it(`${what}: said soon, and nothing freezes`, async () => {
      const watch = new FreezeWatch();
      const manifest = await openManifest(text);
      const startMs = processorMs();
      await manifest.until(() => manifest.errors().length > 0);
      const tookMs = processorMs() - startMs;
      const messages = manifest.errors().map(({ message }) => message);
      assert.match(messages.join('\n'), says);
      assert.ok(tookMs < SOON_MS, `said after ${String(tookMs)} ms of processor time`);
      watch.end();
    });
  }

  it('a thousand documents are read and applied while VS Code goes on answering', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('clusterLab.start');
    const one = (index: number): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-${String(index)}\ndata:\n  key: value\n`;
    const watch = new FreezeWatch();
    const manifest = await openManifest(
      Array.from({ length: 1_000 }, (_, i) => one(i)).join('---\n'),
    );
    await until(async () => (await manifest.lensCount()) === 2_002);
    assert.deepEqual(manifest.diagnostics(), []);
    void vscode.commands.executeCommand('clusterLab.applyFile', manifest.uri);
    await until(async () => (await manifest.lensCount()) === 3_002);
    watch.end();
    assert.equal(await created(manifest), 1_000);
    await vscode.commands.executeCommand('clusterLab.stop');
  });
});

async function created(manifest: OpenManifest): Promise<number> {
  return (await manifest.lenses()).filter(({ title }) => title.endsWith(' created')).length;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Notices when this extension host, which the extension shares, works on one thing for too long. */
class FreezeWatch {
  #lastMs = processorMs();
  #longestMs = 0;
  readonly #timer = setInterval(() => {
    this.#look();
  }, 5);

  end(): void {
    clearInterval(this.#timer);
    this.#look();
    assert.ok(this.#longestMs < FREEZE_MS, `worked for ${String(this.#longestMs)} ms in one go`);
  }

  #look(): void {
    const nowMs = processorMs();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

/** Nine levels of ten aliases each: a billion words from a few lines. */
function billionLaughs(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const name = String.fromCharCode('b'.charCodeAt(0) + level);
    const below = String.fromCharCode(name.charCodeAt(0) - 1);
    return `  ${name}: &${name} [${Array(10).fill(`*${below}`).join(', ')}]`;
  });
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: laughs\ndata:\n  a: &a [lol, lol]\n${levels.join('\n')}\n`;
}
