// How a server speaks with its clients, by name, and which program speaks how.
import type { CatalogueImage } from '../imageCatalogue';

export type ServerKind =
  /** HTTP with a short page of its own. */
  | 'http'
  | 'nginx'
  | 'apache'
  | 'httpEcho'
  | 'echoServer'
  | 'agnhost'
  | 'whoami'
  | 'redis'
  /** Files of a directory, as `python -m http.server`. */
  | 'fileServer'
  /** Accepts connections and says nothing. */
  | 'silent'
  /** The API server: TLS, and nobody that it knows. */
  | 'apiServer';

/** By the program that the entry point runs. */
const KINDS: Readonly<Record<string, ServerKind>> = {
  nginx: 'nginx',
  httpd: 'apache',
  '/http-echo': 'httpEcho',
  agnhost: 'agnhost',
  '/whoami': 'whoami',
  'redis-server': 'redis',
  'valkey-server': 'redis',
  'kube-apiserver': 'apiServer',
  mysqld: 'silent',
  mariadbd: 'silent',
  postgres: 'silent',
  mongod: 'silent',
  memcached: 'silent',
  cassandra: 'silent',
  'zkServer.sh': 'silent',
  xtrabackup: 'silent',
};

export function serverKindOf({ repository, binaries }: CatalogueImage): ServerKind {
  if (repository.endsWith('/echoserver')) return 'echoServer';
  if (repository === 'docker.io/nginxdemos/hello') return 'http';
  return KINDS[binaries[0] ?? ''] ?? 'http';
}
