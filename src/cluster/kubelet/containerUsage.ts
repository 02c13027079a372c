// What a container uses of processor and memory: a model, for `kubectl top` and what reads it. An image
// has a usual use at rest, by its program; a container differs from it by up to a fifth either way,
// another bit each minute, and never takes more than its limits. stress takes what it is told to.
// Differs from Kubernetes: load does not count, so a busy loop of a script uses no processor.
import { bytes, cpuMillis } from '../../apimachinery/quantity';
import type { Container } from '../../apis/generated/core/v1';
import type { RuntimeContainer } from '../runtime/podSandbox';
import { hexHash } from '../runtime/imageCatalogue';

export interface Usage {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

const MIB = 1024 ** 2;
const MINUTE_MS = 60_000;

/** Millis of a processor and MiB, by the program of the image's entry point. */
const AT_REST: Readonly<Record<string, readonly [cpuMillis: number, mebibytes: number]>> = {
  nginx: [0.2, 5],
  httpd: [0.4, 9],
  'apache2-foreground': [0.6, 32],
  caddy: [0.3, 14],
  'redis-server': [2.2, 4],
  'valkey-server': [2, 4],
  memcached: [0.5, 3],
  postgres: [1.5, 28],
  mysqld: [6, 380],
  mariadbd: [3, 105],
  mongod: [6, 140],
  cassandra: [40, 1100],
  'rabbitmq-server': [9, 135],
  'zkServer.sh': [2, 95],
  elasticsearch: [25, 1250],
  kibana: [15, 480],
  'catalina.sh': [2, 130],
  'kube-apiserver': [42, 270],
  'kube-controller-manager': [14, 56],
  'kube-scheduler': [3, 24],
  etcd: [18, 58],
  coredns: [2.4, 17],
  'kube-proxy': [0.6, 19],
  prometheus: [4, 62],
};
const SERVER: readonly [number, number] = [0.8, 12];
const SHELL: readonly [number, number] = [0.02, 0.6];

/** Undefined while it does not run. */
export function usageOf(
  container: RuntimeContainer,
  spec: Container | undefined,
  nowMs: number,
  leakedBytes = 0,
): Usage | undefined {
  const { process, startedAtMs, image } = container;
  if (container.state !== 'running' || process === undefined || startedAtMs === undefined)
    return undefined;
  const [main = ''] = image.image.binaries;
  const stress = stressOf(process.state.options.argv);
  const isServer = process.state.listens;
  const [cpu, mebibytes] =
    stress ?? (isServer ? (AT_REST[main.replace(/^\/bin\//, '')] ?? SERVER) : SHELL);
  const minute = Math.floor(nowMs / MINUTE_MS);
  const { limits } = spec?.resources ?? {};
  const wantedMillis = stress === undefined ? cpu * spread(`${container.id} cpu ${minute}`) : cpu;
  const held = spread(`${container.id} memory ${Math.floor(minute / 10)}`);
  return {
    cpuMillis: Math.min(
      wantedMillis,
      limits?.['cpu'] === undefined ? Infinity : cpuMillis(limits['cpu']),
    ),
    memoryBytes: Math.min(
      mebibytes * MIB * held + leakedBytes,
      limits?.['memory'] === undefined ? Infinity : bytes(limits['memory']),
    ),
  };
}

/** What stress is told to take of memory; 0 for every other program. */
export function stressBytes({ process }: RuntimeContainer): number {
  return (stressOf(process?.state.options.argv ?? [])?.[1] ?? 0) * MIB;
}

/** `stress --cpu 2 --vm 1 --vm-bytes 150M`. */
function stressOf(argv: readonly string[]): readonly [number, number] | undefined {
  const first = argv[0] ?? '';
  if (first !== 'stress' && first !== 'stress-ng') return undefined;
  const valueOf = (...names: readonly string[]): string | undefined =>
    argv[argv.findIndex((each) => names.includes(each)) + 1];
  const has = (...names: readonly string[]): boolean => argv.some((each) => names.includes(each));
  const workers = has('--cpu', '-c') ? Number(valueOf('--cpu', '-c')) || 1 : 0;
  const vm = has('--vm', '-m') ? Number(valueOf('--vm', '-m')) || 1 : 0;
  const size = /^(\d+)([KMG]?)/.exec(valueOf('--vm-bytes') ?? '256M');
  const unit = { K: 1 / 1024, M: 1, G: 1024 }[size?.[2] ?? 'M'] ?? 1;
  return [(workers + vm) * 1000, vm * Number(size?.[1] ?? 256) * unit + 1];
}

/** 0.8 to 1.2, the same for the same text. */
function spread(text: string): number {
  return 0.8 + (parseInt(hexHash(text, 8), 16) / 0xffffffff) * 0.4;
}
