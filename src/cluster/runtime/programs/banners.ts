// What servers print when they start, as data: by the program that the entry point runs. `%{...}` is
// the time in a format of date(1), `{version}`, `{hostname}` and `{ip}` are filled in; a line that
// begins with `!` goes to stderr.
// Source: the entry points and start messages of the official images.
import type { OutputLine } from '../outputLog';
import { formatDate } from '../printedTime';
import type { ProcessOptions, ProcessState } from './process';

const NGINX_TIME = '%{%Y/%m/%d %H:%M:%S}';
const ENTRY = '/docker-entrypoint.sh:';
const REDIS_TIME = '%{%d %b %Y %H:%M:%S.%f}';
const POSTGRES_TIME = '%{%Y-%m-%d %H:%M:%S.%f UTC}';
const MYSQL_TIME = '%{%Y-%m-%dT%H:%M:%S.%f000Z}';

const BANNERS: Readonly<Record<string, readonly string[]>> = {
  nginx: [
    `${ENTRY} /docker-entrypoint.d/ is not empty, will attempt to perform configuration`,
    `${ENTRY} Looking for shell scripts in /docker-entrypoint.d/`,
    `${ENTRY} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`,
    '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
    '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
    `${ENTRY} Sourcing /docker-entrypoint.d/15-local-resolvers.envsh`,
    `${ENTRY} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh`,
    `${ENTRY} Launching /docker-entrypoint.d/30-tune-worker-processes.sh`,
    `${ENTRY} Configuration complete; ready for start up`,
    `!${NGINX_TIME} [notice] 1#1: using the "epoll" event method`,
    `!${NGINX_TIME} [notice] 1#1: nginx/{version}`,
    `!${NGINX_TIME} [notice] 1#1: OS: Linux 6.12.57+deb13-amd64`,
    `!${NGINX_TIME} [notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576`,
    `!${NGINX_TIME} [notice] 1#1: start worker processes`,
    `!${NGINX_TIME} [notice] 1#1: start worker process 29`,
    `!${NGINX_TIME} [notice] 1#1: start worker process 30`,
  ],
  httpd: [
    "!AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message",
    '!%{[%a %b %d %H:%M:%S.%f %Y]} [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/{version} (Unix) configured -- resuming normal operations',
    "!%{[%a %b %d %H:%M:%S.%f %Y]} [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'",
  ],
  'redis-server': [
    `1:C ${REDIS_TIME} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`,
    `1:C ${REDIS_TIME} * Redis version={version}, bits=64, commit=00000000, modified=0, pid=1, just started`,
    `1:C ${REDIS_TIME} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf`,
    `1:M ${REDIS_TIME} * monotonic clock: POSIX clock_gettime`,
    `1:M ${REDIS_TIME} * Running mode=standalone, port=6379.`,
    `1:M ${REDIS_TIME} * Server initialized`,
    `1:M ${REDIS_TIME} * Ready to accept connections tcp`,
  ],
  'valkey-server': [
    `1:C ${REDIS_TIME} * Valkey version={version}, bits=64, just started`,
    `1:M ${REDIS_TIME} * Running mode=standalone, port=6379.`,
    `1:M ${REDIS_TIME} * Ready to accept connections tcp`,
  ],
  postgres: [
    'The files belonging to this database system will be owned by user "postgres".',
    'This user must also own the server process.',
    '',
    'creating subdirectories ... ok',
    'performing post-bootstrap initialization ... ok',
    'syncing data to disk ... ok',
    '',
    'PostgreSQL init process complete; ready for start up.',
    '',
    `!${POSTGRES_TIME} [1] LOG:  starting PostgreSQL {version} on x86_64-pc-linux-gnu, 64-bit`,
    `!${POSTGRES_TIME} [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432`,
    `!${POSTGRES_TIME} [1] LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"`,
    `!${POSTGRES_TIME} [64] LOG:  database system was shut down at %{%Y-%m-%d %H:%M:%S UTC}`,
    `!${POSTGRES_TIME} [1] LOG:  database system is ready to accept connections`,
  ],
  mysqld: [
    '%{%Y-%m-%d %H:%M:%S+00:00} [Note] [Entrypoint]: Entrypoint script for MySQL Server {version} started.',
    '%{%Y-%m-%d %H:%M:%S+00:00} [Note] [Entrypoint]: Initializing database files',
    '%{%Y-%m-%d %H:%M:%S+00:00} [Note] [Entrypoint]: MySQL init process done. Ready for start up.',
    `!${MYSQL_TIME} 0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld {version}) starting as process 1`,
    `!${MYSQL_TIME} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
  ],
  mariadbd: [
    '%{%Y-%m-%d %H:%M:%S+00:00} [Note] [Entrypoint]: Entrypoint script for MariaDB Server {version} started.',
    '%{%Y-%m-%d %H:%M:%S+00:00} [Note] [Entrypoint]: MariaDB init process done. Ready for start up.',
    '!%{%Y-%m-%d %H:%M:%S} 0 [Note] mariadbd: ready for connections.',
  ],
  mongod: [
    '{"t":{"$date":"%{%Y-%m-%dT%H:%M:%S.%f+00:00}"},"s":"I","c":"CONTROL","id":4615611,"ctx":"initandlisten","msg":"MongoDB starting","attr":{"pid":1,"port":27017,"dbPath":"/data/db","host":"{hostname}"}}',
    '{"t":{"$date":"%{%Y-%m-%dT%H:%M:%S.%f+00:00}"},"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}',
  ],
  'kube-scheduler': [
    '!I%{%m%d %H:%M:%S.%f}000       1 serving.go:386] Generated self-signed cert in-memory',
    '!I%{%m%d %H:%M:%S.%f}000       1 server.go:175] "Starting Kubernetes Scheduler" version="v{version}"',
    '!I%{%m%d %H:%M:%S.%f}000       1 leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler',
  ],
  'kube-controller-manager': [
    '!I%{%m%d %H:%M:%S.%f}000       1 serving.go:386] Generated self-signed cert in-memory',
    '!I%{%m%d %H:%M:%S.%f}000       1 controllermanager.go:189] "Starting" version="v{version}"',
    '!I%{%m%d %H:%M:%S.%f}000       1 leaderelection.go:271] successfully acquired lease kube-system/kube-controller-manager',
  ],
  'kube-apiserver': [
    '!I%{%m%d %H:%M:%S.%f}000       1 options.go:263] external host was not specified, using {ip}',
    '!I%{%m%d %H:%M:%S.%f}000       1 server.go:150] Version: v{version}',
    '!I%{%m%d %H:%M:%S.%f}000       1 secure_serving.go:211] Serving securely on [::]:6443',
  ],
  'kube-proxy': [
    '!I%{%m%d %H:%M:%S.%f}000       1 server_linux.go:63] "Using iptables proxy"',
    '!I%{%m%d %H:%M:%S.%f}000       1 server.go:483] "Version info" version="v{version}"',
    '!I%{%m%d %H:%M:%S.%f}000       1 shared_informer.go:356] "Caches are synced" controller="service config"',
  ],
  etcd: [
    '!{"level":"info","ts":"%{%Y-%m-%dT%H:%M:%S.%fZ}","caller":"etcdmain/etcd.go:64","msg":"Running: ","args":["etcd"]}',
    '!{"level":"info","ts":"%{%Y-%m-%dT%H:%M:%S.%fZ}","caller":"etcdmain/main.go:44","msg":"notifying init daemon"}',
    '!{"level":"info","ts":"%{%Y-%m-%dT%H:%M:%S.%fZ}","caller":"embed/serve.go:210","msg":"serving client traffic securely","address":"127.0.0.1:2379"}',
  ],
  coredns: [
    'maxprocs: Leaving GOMAXPROCS=4: CPU quota undefined',
    '.:53',
    '[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b',
    'CoreDNS-{version}',
    'linux/amd64, go1.25.5, 1db4568',
  ],
  '/http-echo': ['%{%Y/%m/%d %H:%M:%S} [INFO] server is listening on :5678'],
  '/whoami': ['%{%Y/%m/%d %H:%M:%S} Starting up on port 80'],
  'hello-app': ['!%{%Y/%m/%d %H:%M:%S} Server listening on port 8080'],
  'apache2-foreground': [
    "!AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message",
    "!%{[%a %b %d %H:%M:%S.%f %Y]} [core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'",
  ],
  memcached: [],
};

const NOTHING: readonly OutputLine[] = [];

/** What a server's image prints while it starts. */
export function bannerOf({ options, bannerFromMs }: ProcessState): readonly OutputLine[] {
  const { program, binaries } = options.image;
  const lines = BANNERS[binaries[0] ?? ''];
  if (bannerFromMs === undefined || lines === undefined || program.kind !== 'server')
    return NOTHING;
  return linesOf(lines, options, bannerFromMs, program.startMs);
}

function linesOf(
  lines: readonly string[],
  { scope, image }: ProcessOptions,
  fromMs: number,
  startMs: number,
): readonly OutputLine[] {
  const newest = image.tags === 'any' ? undefined : image.tags.newest;
  const version = /^v?(\d+(?:\.\d+)*)/.exec(scope.imageTag)?.[1] ?? newest ?? '1.0.0';
  return lines.map((line, place) => {
    const atMs = fromMs + (startMs * (place + 1)) / (lines.length + 1);
    const text = line
      .replace(/^!/, '')
      .replace(/%\{([^}]*)\}/g, (_, format: string) =>
        formatDate(format, scope.startEpochMs + atMs),
      )
      .replaceAll('{version}', version)
      .replaceAll('{hostname}', scope.hostname)
      .replaceAll('{ip}', scope.podIP ?? '172.18.0.2');
    return { atMs, text, stream: line.startsWith('!') ? 'stderr' : 'stdout' };
  });
}
