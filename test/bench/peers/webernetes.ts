// The same work in @ngrok/webernetes: boot to Ready nodes, and a Deployment of 100 pods.
// usage: webernetes.mjs <the package in one file> boot <nodes> | deploy <pods> <nodes> <limit ms>
import { pathToFileURL } from 'node:url';
import { median, printFigures } from '../figures';

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface PeerObject {
  readonly metadata?: { readonly name?: string };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

interface PeerCluster {
  init(): Promise<void>;
  registerImage(image: unknown): void;
  apply(objects: readonly unknown[]): Promise<unknown>;
  informer(resource: string, callback: (type: string, object: PeerObject) => void): unknown;
}

interface Peer {
  readonly Cluster: new (options: { readonly nodes: number }) => PeerCluster;
  readonly BaseImage: new () => object;
}

const [entry = '', what = '', count = '3', nodes = '3', limitMs = '60000'] = process.argv.slice(2);
// Typed by its own package, which is not installed with ours.
const { Cluster, BaseImage } = (await import(pathToFileURL(entry).href)) as Peer;

class WebImage extends BaseImage {
  static readonly imageName = 'web';
  static readonly imageVersion = '1.0';
  readonly defaultCommand = ['server'];

  async exec(context: { waitUntilKilled(): Promise<number> }): Promise<number> {
    return context.waitUntilKilled();
  }
}

/** Resolves when so many objects fulfil the condition. */
function until(
  cluster: PeerCluster,
  resource: string,
  wanted: number,
  holds: (object: PeerObject) => boolean,
): Promise<void> {
  const good = new Set<string>();
  return new Promise((resolve) => {
    cluster.informer(resource, (type, object) => {
      const name = object.metadata?.name ?? '';
      if (type !== 'delete' && holds(object)) good.add(name);
      else good.delete(name);
      if (good.size >= wanted) resolve();
    });
  });
}

function isReady({ status }: PeerObject): boolean {
  return (
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true
  );
}

async function boot(
  size: number,
): Promise<{ readonly cluster: PeerCluster; readonly tookMs: number }> {
  const start = performance.now();
  const cluster = new Cluster({ nodes: size });
  cluster.registerImage(WebImage);
  await cluster.init();
  await until(cluster, 'nodes', size, isReady);
  return { cluster, tookMs: performance.now() - start };
}

async function deploy(pods: number, size: number): Promise<number> {
  const { cluster } = await boot(size);
  const labels = { app: 'web' };
  const start = performance.now();
  await cluster.apply([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: pods,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'web:1.0' }] },
        },
      },
    },
  ]);
  await until(
    cluster,
    'pods',
    pods,
    ({ metadata, status }) =>
      metadata?.name?.startsWith('web-') === true && status?.phase === 'Running',
  );
  return performance.now() - start;
}

if (what === 'boot') {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) times.push((await boot(Number(count))).tookMs);
  printFigures({ tookMs: median(times) });
} else {
  setTimeout(() => {
    printFigures({ tookMs: Number(limitMs), isLimit: 1 });
    process.exit(0);
  }, Number(limitMs));
  printFigures({ tookMs: await deploy(Number(count), Number(nodes)) });
}
process.exit(0);
