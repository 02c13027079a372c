// `npm start`: opens the extension in a VS Code on the sample workspace. On the desktop where `code` is installed, otherwise in
// the browser, from a VS Code that is installed on first use. `npm start -- --browser` asks for the browser.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_FOLDER } from '../test/vscode/host/paths';
import { openOnDesktop } from './start/desktop';
import { serveInBrowser } from './start/served';

const FIRST_PORT = 8123;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      folder: { type: 'string', default: path.join(PROJECT_FOLDER, 'media/samples') },
      port: { type: 'string', default: String(FIRST_PORT) },
    },
  });
  const folder = path.resolve(values.folder);
  if (!values.browser && (await openOnDesktop(folder))) return 0;
  return serveInBrowser({ folder, firstPort: Number(values.port) });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
