// The same manifests in yaml-language-server with the Kubernetes schema, spoken to over stdio as an
// editor does. usage: yamlLanguageServer.mjs <folder with node_modules> <documents>
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SchemaBundle } from '../../../src/apis/schema/schemaBundle';
import { median, printFigures } from '../figures';
import { editedText, manifestText } from '../manifestText';
import { kubernetesJsonSchema } from './kubernetesJsonSchema';

const EDITS = 5;
const URI = 'file:///bench/manifest.yaml';
const [folder = '', count = '1'] = process.argv.slice(2);

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly items?: readonly unknown[]; readonly uri?: string };
}

/** The server's process and its messages: JSON with a length before each. */
class LanguageServer {
  readonly #process;
  #buffer = Buffer.alloc(0);
  #onDiagnostics: (() => void) | undefined;
  readonly #settings: unknown;

  constructor(program: string, settings: unknown) {
    this.#settings = settings;
    this.#process = spawn(process.execPath, [program, '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#process.stdout.on('data', (data: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#readAll();
    });
  }

  send(message: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** How long it takes from `action` to the next diagnostics of the file. */
  async diagnosticsMs(action: () => void): Promise<number> {
    const start = performance.now();
    const published = new Promise<void>((resolve) => {
      this.#onDiagnostics = resolve;
    });
    action();
    await published;
    return performance.now() - start;
  }

  /** Resident memory, MB; Linux and macOS only. */
  residentMb(): number {
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(this.#process.pid)]);
    return Number(kilobytes.toString().trim()) / 1000;
  }

  stop(): void {
    this.#process.kill();
  }

  #readAll(): void {
    for (;;) {
      const headEnd = this.#buffer.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = this.#buffer.subarray(0, headEnd).toString();
      const length = Number(/Content-Length: (\d+)/i.exec(head)?.[1]);
      const end = headEnd + 4 + length;
      if (this.#buffer.length < end) return;
      const body = this.#buffer.subarray(headEnd + 4, end).toString();
      this.#buffer = this.#buffer.subarray(end);
      // The protocol's own shape.
      this.#answer(JSON.parse(body) as Message);
    }
  }

  #answer({ id, method, params }: Message): void {
    if (method === 'textDocument/publishDiagnostics' && params?.uri === URI) {
      this.#onDiagnostics?.();
    } else if (method === 'workspace/configuration') {
      const items = params?.items ?? [];
      const result = items.map((_, index) => (index === 0 ? this.#settings : {}));
      this.send({ id, result });
    } else if (id !== undefined && method !== undefined) {
      this.send({ id, result: null });
    }
  }
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'cluster-lab-bench-'));
const schemaFile = path.join(scratch, 'kubernetes.json');
// The build wrote the file in this very shape.
const bundle = JSON.parse(fs.readFileSync('dist/kubernetes.json', 'utf8')) as SchemaBundle;
fs.writeFileSync(schemaFile, JSON.stringify(kubernetesJsonSchema(bundle)));
const program = path.join(folder, 'node_modules/yaml-language-server/bin/yaml-language-server');
const settings = {
  schemas: { [pathToFileURL(schemaFile).href]: '*.yaml' },
  validate: true,
  schemaStore: { enable: false },
};

const documents = Number(count);
const before = manifestText(documents);
const after = editedText(before, documents);
const server = new LanguageServer(program, settings);
const capabilities = { workspace: { configuration: true }, textDocument: { synchronization: {} } };
server.send({
  id: 1,
  method: 'initialize',
  params: { processId: null, rootUri: null, capabilities },
});
server.send({ method: 'initialized', params: {} });
server.send({
  method: 'workspace/didChangeConfiguration',
  params: { settings: { yaml: settings } },
});
await new Promise((resolve) => setTimeout(resolve, 1_000));

const firstMs = await server.diagnosticsMs(() => {
  const textDocument = { uri: URI, languageId: 'yaml', version: 1, text: before };
  server.send({ method: 'textDocument/didOpen', params: { textDocument } });
});
const times: number[] = [];
for (let edit = 0; edit < EDITS; edit++) {
  const text = edit % 2 === 0 ? after : before;
  const textDocument = { uri: URI, version: edit + 2 };
  const params = { textDocument, contentChanges: [{ text }] };
  times.push(
    await server.diagnosticsMs(() => {
      server.send({ method: 'textDocument/didChange', params });
    }),
  );
}
printFigures({ firstMs, editMs: median(times), residentMb: server.residentMb() });
server.stop();
fs.rmSync(scratch, { recursive: true, force: true });
process.exit(0);
