// The diagram's page in a browser, without VS Code: the built bundle, the real page with its policy,
// a stand-in for VS Code's API, and the host's side of the protocol.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { TrafficRun } from '../../src/cluster/network/traffic/trafficRun';
import type { ClusterState } from '../../src/views/clusterState';
import { diagram } from '../../src/views/diagram/diagram';
import type { DiagramTarget, PictureId } from '../../src/views/diagram/diagramModel';
import { shapeDetails } from '../../src/views/diagram/shapeDetails';
import type { ComponentId } from '../../src/views/roles';
import { diagramHtml } from '../../src/vscode/diagram/diagramHtml';
import type { Scene, WebviewMessage } from '../../webview/protocol';
import { openBrowser } from '../vscode/host/browser';
import { installBrowser } from '../vscode/host/installBrowser';
import { CACHE_FOLDER, PROJECT_FOLDER, SCREENSHOT_FOLDER } from '../vscode/host/paths';
import { THEMES, type ThemeName } from './themes';

const NONCE = 'nonceoftheharness';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};

declare global {
  interface Window {
    posted: WebviewMessage[];
    violations: string[];
  }
}

export interface ShowOptions {
  readonly picture?: PictureId;
  readonly active?: ReadonlySet<ComponentId>;
  readonly chosen?: DiagramTarget;
  readonly traffic?: readonly TrafficRun[];
  /** That the API server is down. */
  readonly notice?: string;
}

export class DiagramHarness {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: Server;
  #loads = 0;

  private constructor(page: Page, browser: Browser, server: Server) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  static async open(): Promise<DiagramHarness> {
    const program = await installBrowser(CACHE_FOLDER, (message) => {
      console.log(message);
    });
    const server = createServer((request, response) => {
      serve(request.url ?? '/').then(
        ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { browser, page } = await openBrowser(program);
    await page.setViewportSize({ width: 1200, height: 800 });
    return new DiagramHarness(page, browser, server);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }

  /** A page that remembers nothing, as when the diagram is opened. */
  async load(theme: ThemeName = 'dark'): Promise<void> {
    // What listens on a port has an address with a port.
    const { port } = this.#server.address() as AddressInfo;
    const page = String(++this.#loads);
    await this.page.goto(`http://127.0.0.1:${String(port)}/?theme=${theme}&page=${page}`);
    await this.#ready();
  }

  /** The page after a reload of the window: only its saved state is left. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction(() => window.posted.some(({ type }) => type === 'ready'));
  }

  /** Sends a scene as the host does, and waits until it is to be seen. */
  async send(scene: Scene): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage({ type: 'scene', scene: data }, '*');
    }, scene);
    if (scene.type === 'picture') await this.#drawn(scene.model.summary);
    else await this.page.waitForSelector(`body[data-scene="${scene.type}"]`);
  }

  async show(state: ClusterState, options: ShowOptions = {}): Promise<void> {
    await this.send(await this.scene(state, options));
  }

  async scene(state: ClusterState, options: ShowOptions = {}): Promise<Scene> {
    const { picture = 'cluster', active = new Set<ComponentId>(), chosen, traffic = [] } = options;
    const canvas = await this.page.evaluate(() => {
      const stage = document.getElementById('stage');
      return { width: stage?.clientWidth ?? 0, height: stage?.clientHeight ?? 0 };
    });
    const details = chosen && shapeDetails(state, chosen);
    return {
      type: 'picture',
      model: diagram(state, picture, { canvas, active, askedFromOutside: false, traffic }),
      clock: { text: '0:02:05', playing: true, speed: 1 },
      ...(details !== undefined && { details }),
      ...(options.notice !== undefined && { notice: options.notice }),
    };
  }

  async #drawn(summary: string): Promise<void> {
    await this.page.waitForFunction(
      (text) => document.querySelector('#picture > svg')?.getAttribute('aria-label') === text,
      summary,
    );
  }

  posted(): Promise<readonly WebviewMessage[]> {
    return this.page.evaluate(() => window.posted);
  }

  violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.violations);
  }

  async screenshot(name: string): Promise<void> {
    // Highlights have faded then.
    await this.page.waitForFunction(() => document.querySelector('.changed') === null);
    await this.page.screenshot({ path: path.join(SCREENSHOT_FOLDER, `diagram-${name}.png`) });
  }
}

async function serve(url: string): Promise<{ readonly type: string; readonly body: string }> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname === '/')
    return { type: 'text/html', body: pageHtml(searchParams.get('theme') ?? 'dark') };
  const file = path.normalize(path.join(PROJECT_FOLDER, pathname));
  const allowed = ['dist/webview', 'media'].map((folder) => path.join(PROJECT_FOLDER, folder));
  if (!allowed.some((folder) => file.startsWith(folder))) throw new Error('not of the webview');
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  return { type, body: await readFile(file, 'utf8') };
}

function pageHtml(themeName: string): string {
  // Only this file makes the addresses.
  const { bodyClass, variables } = THEMES[themeName as ThemeName];
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}:${value}`)
    .join(';');
  return diagramHtml({
    cspSource: "'self'",
    nonce: NONCE,
    scriptUri: '/dist/webview/diagram.js',
    styleUri: '/media/diagram.css',
  })
    .replace('<html lang="en">', `<html lang="en" style='${style}'>`)
    .replace('<body ', `<body class="${bodyClass}" `)
    .replace('data-scene="starting">', `data-scene="starting">${VSCODE_API}`);
}

/** The policy comes before this script, so that what breaks it is noticed from the start. */
const VSCODE_API = `<script nonce="${NONCE}">
window.posted = [];
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.posted.push(message),
  getState: () => JSON.parse(sessionStorage.getItem(location.search) ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem(location.search, JSON.stringify(state)),
});
</script>`;
