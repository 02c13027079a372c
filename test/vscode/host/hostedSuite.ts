// Runs the bundled suite inside the extension host of a VS Code that this machine serves to a headless browser.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { FIXTURE_FOLDER, PROJECT_FOLDER, SUITE_FOLDER } from './paths';
import { serveVsCode, type ServedVsCode } from './servedVsCode';
import { workbenchAddress } from './workbenchAddress';

const TIMEOUT_MS = 300_000;

/** Prints mocha's report and returns the exit code that VS Code asked for. */
export async function runHostedSuite(): Promise<number> {
  const report = path.join(SUITE_FOLDER, 'report.txt');
  const vscode = await serveVsCode({
    folder: FIXTURE_FOLDER,
    environment: { CLUSTER_LAB_TEST_REPORT: report },
  });
  const stopPrinting = followFile(report);
  const consoleLines: string[] = [];
  try {
    return await exitCode(vscode, consoleLines);
  } catch (error) {
    const lastLines = consoleLines.join('\n').slice(-4000);
    console.error(`--- server\n${vscode.server.log().slice(-4000)}\n--- workbench\n${lastLines}`);
    throw error;
  } finally {
    stopPrinting();
    await vscode.close();
  }
}

async function exitCode(vscode: ServedVsCode, consoleLines: string[]): Promise<number> {
  const { page, server } = vscode;
  const finished = new Promise<number>((resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`the suite has not ended after ${TIMEOUT_MS} ms`));
    }, TIMEOUT_MS).unref();
    page.on('crash', () => {
      reject(new Error('the browser page crashed'));
    });
    void server.gone.then((code) => {
      reject(new Error(`the VS Code server exited with ${String(code)}`));
    });
    // The workbench calls these two by name when it runs a suite.
    const log = (type: string, args: unknown[]): unknown =>
      consoleLines.push(`[${type}] ${format(...args)}`);
    void page.exposeFunction('codeAutomationLog', log).then(() =>
      page.exposeFunction('codeAutomationExit', (code: number) => {
        resolve(code);
      }),
    );
  });
  const address = workbenchAddress({
    authority: server.authority,
    folder: vscode.folder,
    extensionFolder: PROJECT_FOLDER,
    suite: path.join(SUITE_FOLDER, 'index'),
  });
  await page.goto(address);
  return finished;
}

/** Prints what is appended to `file`, while it is; the returned function prints the rest and ends it. */
function followFile(file: string): () => void {
  let printed = 0;
  const print = (): void => {
    if (!existsSync(file)) return;
    const bytes = readFileSync(file);
    process.stdout.write(bytes.subarray(printed));
    printed = bytes.length;
  };
  const timer = setInterval(print, 200);
  return () => {
    clearInterval(timer);
    print();
  };
}
