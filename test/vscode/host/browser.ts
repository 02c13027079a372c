// A headless Chromium with one page the size of our screenshots, that reaches nothing but this machine.
import { chromium, type Browser, type Page } from 'playwright-core';
import type { BrowserProgram } from './installBrowser';

const VIEWPORT = { width: 1400, height: 900 };

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenBrowser {
  readonly browser: Browser;
  readonly page: Page;
}

export async function openBrowser(program: BrowserProgram): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath: program.executablePath,
    args: FLAGS,
    env: browserEnvironment(program),
  });
  const context = await browser.newContext({
    // Things that move as they come and go cannot be clicked reliably.
    reducedMotion: 'reduce',
    viewport: VIEWPORT,
  });
  await context.route(
    (url) => !['127.0.0.1', 'localhost'].includes(url.hostname),
    (route) => route.abort(),
  );
  return { browser, page: await context.newPage() };
}

function browserEnvironment({ libraryFolder }: BrowserProgram): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  if (libraryFolder !== undefined) {
    const before = environment.LD_LIBRARY_PATH;
    environment.LD_LIBRARY_PATH = before ? `${before}:${libraryFolder}` : libraryFolder;
  }
  return environment;
}
