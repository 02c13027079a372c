// An image of a lab file, in the words of its author, and the entry of the catalogue that it stands for.
import { bytes } from '../apimachinery/quantity';
import type { ClusterConfig } from '../cluster/clusterConfig';
import { formatDuration, parseDuration } from './duration';

type CatalogueImage = ClusterConfig['images'][number];
type Program = CatalogueImage['program'];

export interface WrittenImage {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly size?: string | number;
  readonly tools?: CatalogueImage['userland'];
  readonly program?: string;
  readonly server?: {
    readonly ports: readonly number[];
    readonly startup?: string;
    readonly shutdown?: string;
    readonly ignoresTermination?: boolean;
    readonly paths?: readonly string[];
  };
  readonly task?: {
    readonly duration: string;
    readonly exitCode?: number;
    readonly output?: readonly string[];
  };
  readonly shell?: Readonly<Record<string, never>>;
}

const DEFAULT_BYTES = 20_000_000;
const DEFAULT_STARTUP_MS = 100;
const DEFAULT_SHUTDOWN_MS = 100;
/** Docker's official images are found without it too. */
const HUB = 'docker.io/library/';

export function imageOf(written: WrittenImage): CatalogueImage {
  const { name, tags, size, tools = 'busybox', program = '/app' } = written;
  return {
    repository: repositoryOf(name),
    tags: tags === undefined ? 'any' : { names: tags },
    sizeBytes: size === undefined ? DEFAULT_BYTES : bytes(size),
    program: programOf(written),
    userland: tools,
    binaries: [program],
  };
}

export function writtenImage({
  repository,
  tags,
  sizeBytes,
  program,
  userland,
  binaries,
}: CatalogueImage): WrittenImage {
  return {
    name: repository,
    ...(tags === 'any' ? {} : { tags: tags.names }),
    size: sizeBytes,
    tools: userland,
    ...(binaries[0] === undefined ? {} : { program: binaries[0] }),
    ...writtenProgram(program),
  };
}

/** As image names are understood: `shop` is docker.io/library/shop, `me/shop` docker.io/me/shop. */
function repositoryOf(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return HUB + name;
  return /[.:]|^localhost$/.test(first) ? name : `docker.io/${name}`;
}

function programOf({ server, task, shell }: WrittenImage): Program {
  if (shell !== undefined) return { kind: 'shell' };
  if (task !== undefined) {
    return {
      kind: 'task',
      durationMs: parseDuration(task.duration) ?? 0,
      exitCode: task.exitCode ?? 0,
      output: task.output ?? [],
    };
  }
  const stopMs = parseDuration(server?.shutdown ?? '') ?? DEFAULT_SHUTDOWN_MS;
  return {
    kind: 'server',
    ports: server?.ports ?? [],
    startMs: parseDuration(server?.startup ?? '') ?? DEFAULT_STARTUP_MS,
    term: server?.ignoresTermination === true ? undefined : { afterMs: stopMs, exitCode: 0 },
    ...(server?.paths === undefined ? {} : { paths: server.paths }),
  };
}

function writtenProgram(program: Program): Pick<WrittenImage, 'server' | 'task' | 'shell'> {
  switch (program.kind) {
    case 'task': {
      const { durationMs, exitCode, output } = program;
      return { task: { duration: formatDuration(durationMs), exitCode, output } };
    }
    case 'server': {
      const { ports, startMs, term, paths } = program;
      return {
        server: {
          ports,
          startup: formatDuration(startMs),
          ...(term === undefined
            ? { ignoresTermination: true }
            : { shutdown: formatDuration(term.afterMs) }),
          ...(paths === undefined ? {} : { paths }),
        },
      };
    }
    case 'shell':
      return { shell: {} };
  }
}
