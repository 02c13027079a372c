// The images that tutorials and example manifests use, as data: one line is one image (which is why
// the lists are kept from Prettier). Sizes are those of the linux/amd64 images on their registries,
// rounded where several tags differ.
import type {
  CatalogueImage,
  ImageProgram,
  RequiredEnvironment,
  TagRule,
  TermReaction,
} from './imageCatalogue';

const MB = 1_000_000;

const MYSQL_ENVIRONMENT: RequiredEnvironment = {
  oneOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
  output: [
    '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
    '    You need to specify one of the following as an environment variable:',
    '    - MYSQL_ROOT_PASSWORD',
    '    - MYSQL_ALLOW_EMPTY_PASSWORD',
    '    - MYSQL_RANDOM_ROOT_PASSWORD',
  ],
};
const MARIADB_ENVIRONMENT: RequiredEnvironment = {
  oneOf: [
    'MARIADB_ROOT_PASSWORD',
    'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
    'MARIADB_RANDOM_ROOT_PASSWORD',
    ...MYSQL_ENVIRONMENT.oneOf,
  ],
  output: ['[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified'],
};
const POSTGRES_ENVIRONMENT: RequiredEnvironment = {
  oneOf: ['POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE', 'POSTGRES_HOST_AUTH_METHOD'],
  output: [
    'Error: Database is uninitialized and superuser password is not specified.',
    '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
    '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
  ],
};

const HUB = 'docker.io/library';
const K8S = 'registry.k8s.io';
const SAMPLES = ['gcr.io/google-samples', 'gcr.io/google_samples'];
const PAGES = ['/', '/index.html'];

/** The images that every cluster lab starts with. */
export const KNOWN_IMAGES: readonly CatalogueImage[] = [
  ...controlPlaneImages(),
  ...officialImages(),
  ...languageImages(),
  ...databaseImages(),
  ...kubernetesExamples(),
  ...thirdPartyImages(),
];

function controlPlaneImages(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    bare(`${K8S}/kube-apiserver`, versions('1.36.2'), 27.1, server([6443], 900, 400), 'kube-apiserver'),
    bare(`${K8S}/kube-controller-manager`, versions('1.36.2'), 23.1, server([10257], 500, 200), 'kube-controller-manager'),
    bare(`${K8S}/kube-scheduler`, versions('1.36.2'), 17.2, server([10259], 400, 200), 'kube-scheduler'),
    bare(`${K8S}/kube-proxy`, versions('1.36.2'), 25.8, server([10249, 10256], 200, 100), 'kube-proxy'),
    bare(`${K8S}/etcd`, versions('3.6.8'), 23.6, server([2379, 2380, 2381], 600, 300), 'etcd'),
    bare(`${K8S}/coredns/coredns`, versions('1.14.1'), 23.6, server([53, 8080, 8181, 9153], 250, 5000), 'coredns'),
    bare(`${K8S}/pause`, versions('3.10.1'), 0.32, server([], 5, 10), 'pause'),
    bare(`${K8S}/metrics-server/metrics-server`, versions('0.8.0'), 21.9, server([10250, 4443], 1500, 200), 'metrics-server'),
  ];
}

function officialImages(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    gnu(`${HUB}/nginx`, versions('1.29.5', 'latest', 'stable', 'mainline', 'alpine', 'stable-alpine', 'perl', 'otel'), 72.3, web([80], 60, 120, PAGES), 'nginx', 'curl'),
    gnu(`${HUB}/httpd`, versions('2.4.66', 'latest', 'alpine'), 45.2, web([80], 80, 100, PAGES), 'httpd'),
    gnu(`${HUB}/caddy`, versions('2.10.2', 'latest', 'alpine'), 20.1, web([80, 443, 2019], 60, 100, PAGES), 'caddy'),
    gnu(`${HUB}/traefik`, versions('3.6.2', 'latest'), 46.4, server([80], 150, 150), 'traefik'),
    gnu(`${HUB}/haproxy`, versions('3.3.0', 'latest', 'lts', 'alpine'), 43.3, server([], 60, 100), 'haproxy'),
    gnu(`${HUB}/tomcat`, versions('11.0.15', 'latest'), 182.4, server([8080], 1500, 400), 'catalina.sh'),
    gnu(`${HUB}/wordpress`, versions('6.9.0', 'latest', 'apache', 'fpm', 'php8.3-apache'), 236.5, web([80], 700, 200), 'apache2-foreground'),
    gnu(`${HUB}/drupal`, versions('11.3.0', 'latest'), 220.1, web([80], 500, 200), 'apache2-foreground'),
    gnu(`${HUB}/ghost`, versions('6.10.0', 'latest', 'alpine'), 188.9, web([2368], 2500, 300), 'ghost'),
    gnu(`${HUB}/nextcloud`, versions('32.0.3', 'latest'), 480.7, web([80], 900, 200), 'apache2-foreground'),
    gnu(`${HUB}/registry`, versions('3.0.0', 'latest', '2'), 20.2, server([5000], 100, 100), 'registry'),
    bare(`${HUB}/hello-world`, named('latest', 'linux', 'nanoserver'), 0.0024, task(20, 0, 'Hello from Docker!', 'This message shows that your installation appears to be working correctly.'), 'hello'),
    busybox(`${HUB}/busybox`, versions('1.37.0', 'latest', 'stable', 'musl', 'glibc', 'uclibc'), 2.2),
    busybox(`${HUB}/alpine`, versions('3.23.2', 'latest', 'edge'), 3.8),
    linux(`${HUB}/ubuntu`, outdated(versions('26.04', 'latest', 'noble', 'jammy', 'focal', 'rolling'), '13.10'), 29.7),
    linux(`${HUB}/debian`, versions('13.2', 'latest', 'stable', 'trixie', 'bookworm', 'bullseye', 'stable-slim', 'bookworm-slim'), 49.3),
    linux(`${HUB}/fedora`, versions('43', 'latest'), 61.2),
    linux(`${HUB}/centos`, versions('8.4.2105', 'latest', 'centos7'), 83.5),
    linux(`${HUB}/rockylinux`, versions('9.3.20231119'), 65.8),
    linux(`${HUB}/bash`, versions('5.3.9', 'latest'), 6.6),
  ];
}

function languageImages(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    linux(`${HUB}/node`, outdated(versions('25.2.1', 'latest', 'lts', 'current', 'alpine', 'slim', 'lts-alpine'), '0.10.40'), 402.6, 'node', 'npm', 'npx', 'yarn', 'git'),
    linux(`${HUB}/python`, versions('3.14.2', 'latest', 'slim', 'alpine'), 412.8, 'python', 'python3', 'pip', 'pip3', 'git'),
    linux(`${HUB}/golang`, versions('1.25.5', 'latest', 'alpine'), 302.5, 'go', 'git'),
    linux(`${HUB}/ruby`, versions('3.4.7', 'latest', 'slim', 'alpine'), 385.1, 'ruby', 'gem', 'bundle', 'git'),
    linux(`${HUB}/php`, outdated(versions('8.5.0', 'latest', 'apache', 'fpm', 'cli'), '5.3-apache', '5.4-apache'), 185.3, 'php'),
    linux(`${HUB}/perl`, versions('5.42.0', 'latest', 'slim'), 375.2, 'perl'),
    linux(`${HUB}/openjdk`, versions('24', 'latest', 'slim'), 243.8, 'java', 'javac', 'jshell'),
    linux(`${HUB}/eclipse-temurin`, versions('25.0.1', 'latest'), 196.9, 'java', 'javac', 'jshell'),
    linux(`${HUB}/maven`, versions('3.9.12', 'latest'), 262.3, 'mvn', 'java'),
    linux(`${HUB}/gcc`, versions('15.2.0', 'latest'), 510.4, 'gcc', 'make', 'git'),
    linux(`${HUB}/docker`, versions('29.1.3', 'latest', 'dind', 'cli'), 140.7, 'docker'),
  ];
}

function databaseImages(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    gnu(`${HUB}/redis`, versions('8.4.0', 'latest', 'alpine'), 52.6, server([6379], 80, 100), 'redis-server', 'redis-cli'),
    gnu(`${HUB}/valkey`, versions('9.0.1', 'latest'), 46.3, server([6379], 80, 100), 'valkey-server', 'valkey-cli'),
    gnu(`${HUB}/memcached`, versions('1.6.40', 'latest', 'alpine'), 32.2, server([11211], 30, 50), 'memcached'),
    gnu(`${HUB}/mysql`, versions('9.5.0', 'latest', 'lts', 'innovation'), 256.9, database([3306], 9000, 1500, MYSQL_ENVIRONMENT), 'mysqld', 'mysql', 'mysqladmin'),
    gnu(`${HUB}/mariadb`, versions('12.1.2', 'latest', 'lts'), 126.7, database([3306], 6000, 1000, MARIADB_ENVIRONMENT), 'mariadbd', 'mariadb', 'mysqladmin', 'healthcheck.sh'),
    gnu(`${HUB}/postgres`, versions('18.1', 'latest', 'alpine'), 158.8, database([5432], 3000, 400, POSTGRES_ENVIRONMENT), 'postgres', 'pg_isready', 'psql'),
    gnu(`${HUB}/mongo`, versions('8.2.2', 'latest'), 316.5, server([27017], 2500, 500), 'mongod', 'mongo', 'mongosh'),
    gnu(`${HUB}/cassandra`, versions('5.0.6', 'latest'), 139.2, server([7000, 9042], 25000, 4000), 'cassandra', 'nodetool', 'cqlsh'),
    gnu(`${HUB}/rabbitmq`, versions('4.2.1', 'latest', 'management', 'alpine'), 112.4, server([5672, 15692, 25672, 15672], 6000, 3000), 'rabbitmq-server', 'rabbitmq-diagnostics', 'rabbitmqctl'),
    gnu(`${HUB}/nats`, versions('2.12.2', 'latest', 'alpine'), 7.6, server([4222, 6222, 8222], 60, 100), 'nats-server'),
    gnu(`${HUB}/zookeeper`, versions('3.9.4', 'latest'), 131.2, server([2181, 2888, 3888, 8080], 2000, 500), 'zkServer.sh'),
    gnu(`${HUB}/influxdb`, versions('3.7.0', 'latest'), 126.4, server([8086, 8181], 800, 300), 'influxd'),
    gnu(`${HUB}/elasticsearch`, versions('9.2.2'), 640.1, server([9200, 9300], 18000, 2500), 'elasticsearch'),
    gnu(`${HUB}/kibana`, versions('9.2.2'), 610.2, server([5601], 15000, 1500), 'kibana'),
    gnu(`${HUB}/consul`, versions('1.15.4'), 46.8, server([8500, 8600], 500, 400), 'consul'),
    gnu(`${HUB}/vault`, versions('1.13.3'), 73.3, server([8200], 400, 200), 'vault'),
    gnu(`${HUB}/adminer`, versions('5.4.1', 'latest'), 48.9, web([8080], 150, 100), 'php'),
  ];
}

function kubernetesExamples(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    ...SAMPLES.flatMap((project) => [
      gnu(`${project}/gb-frontend`, named('v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'latest'), 165.9, web([80], 500, 200), 'apache2-foreground'),
      gnu(`${project}/gb-redisslave`, named('v1', 'v2', 'v3', 'latest'), 49.9, server([6379], 120, 100), 'redis-server', 'redis-cli'),
      gnu(`${project}/gb-redis-follower`, named('v1', 'v2', 'latest'), 42.4, server([6379], 120, 100), 'redis-server', 'redis-cli'),
      gnu(`${project}/cassandra`, named('v11', 'v12', 'v13', 'v14', 'v15', 'latest'), 112.3, server([7000, 7001, 7199, 9042], 22000, 4000), 'cassandra', 'nodetool', 'cqlsh', '/ready-probe.sh'),
      bare(`${project}/hello-app`, named('1.0', '2.0', 'latest'), 11.6, server([8080], 20, undefined), 'hello-app'),
      gnu(`${project}/node-hello`, named('1.0', 'latest'), 262.8, server([8080], 300, undefined), 'node'),
      gnu(`${project}/kubernetes-bootcamp`, named('v1', 'v2', 'v3', 'latest'), 83.9, server([8080], 300, undefined), 'node'),
      gnu(`${project}/xtrabackup`, named('1.0', 'latest'), 91.8, server([3307], 500, 300), 'xtrabackup'),
      gnu(`${project}/k8szk`, named('v1', 'v2', 'v3'), 129.5, server([2181, 2888, 3888], 2000, 500), 'zkServer.sh'),
    ]),
    gnu('gcr.io/k8s-minikube/kubernetes-bootcamp', named('v1', 'v2'), 82.6, server([8080], 300, undefined), 'node'),
    gnu('us-docker.pkg.dev/google-samples/containers/gke/gb-frontend', named('v5', 'v6'), 165.9, web([80], 500, 200), 'apache2-foreground'),
    gnu('us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower', named('v1', 'v2'), 42.4, server([6379], 120, 100), 'redis-server', 'redis-cli'),
    bare('us-docker.pkg.dev/google-samples/containers/gke/hello-app', named('1.0', '2.0'), 11.6, server([8080], 20, undefined), 'hello-app'),
    gnu(`${K8S}/redis`, named('e2e'), 157.6, server([6379], 100, 100), 'redis-server', 'redis-cli'),
    gnu(`${K8S}/redis-slave`, named('v1', 'v2'), 49.9, server([6379], 120, 100), 'redis-server', 'redis-cli'),
    bare(`${K8S}/guestbook`, named('v1', 'v2', 'v3'), 4.8, server([3000], 100, undefined), 'guestbook'),
    gnu(`${K8S}/rethinkdb`, named('1.16.0_1', '1.16.0'), 94.3, server([8080, 28015, 29015], 1500, 500), 'rethinkdb'),
    gnu(`${K8S}/volume-nfs`, named('0.8', 'latest'), 108.2, server([2049, 20048, 111], 600, 200), '/usr/local/bin/run_nfs.sh'),
    gnu(`${K8S}/nginx-slim`, named('0.8', '0.21', '0.24', '0.26', '0.27'), 54.0, web([80], 60, 120, PAGES), 'nginx'),
    gnu(`${K8S}/hpa-example`, named('latest'), 167.8, web([80], 200, 100), 'apache2-foreground'),
    bare(`${K8S}/echoserver`, versions('1.10', 'latest'), 36.7, server([8080, 8443], 100, 100), 'nginx'),
    bare(`${K8S}/serve_hostname`, versions('1.5', 'latest'), 4.4, server([9376], 20, undefined), 'serve_hostname'),
    busybox(`${K8S}/busybox`, versions('1.27.2', 'latest'), 0.7),
    busybox('gcr.io/google-containers/busybox', versions('1.27', 'latest'), 0.7),
    busybox(`${K8S}/e2e-test-images/busybox`, versions('1.37.0', '1.36.1-1', '1.29-4'), 2.2),
    gnu(`${K8S}/e2e-test-images/agnhost`, versions('2.59'), 53.3, server([8080, 80], 30, undefined), 'agnhost'),
    gnu(`${K8S}/e2e-test-images/nginx`, named('1.14-4', '1.15-4'), 44.6, web([80], 60, 120, PAGES), 'nginx'),
    gnu(`${K8S}/e2e-test-images/httpd`, named('2.4.38-4', '2.4.39-4'), 41.0, web([80], 80, 100, PAGES), 'httpd'),
    linux(`${K8S}/e2e-test-images/jessie-dnsutils`, named('1.3', '1.7'), 111.9),
  ];
}

function thirdPartyImages(): readonly CatalogueImage[] {
  // prettier-ignore
  return [
    gnu('docker.io/minio/minio', 'any', 59.6, server([9000, 9001], 700, 300), 'minio'),
    gnu('docker.io/minio/mc', 'any', 27.7, task(300, 0), 'mc'),
    gnu('docker.io/selenium/hub', 'any', 172.6, server([4442, 4443, 4444], 3000, 1000), '/opt/bin/entry_point.sh'),
    ...['chrome', 'firefox', 'edge'].map((browser) =>
      gnu(`docker.io/selenium/node-${browser}`, 'any', 447.3, server([5555], 4000, 1000), '/opt/bin/entry_point.sh'),
    ),
    gnu('docker.io/cockroachdb/cockroach', 'any', 104.8, server([8080, 26257], 2500, 1500), 'cockroach', '/cockroach/cockroach'),
    gnu('docker.io/cockroachdb/cockroach-k8s-init', named('0.1', '0.2'), 62.1, task(800, 0), '/on-start.sh'),
    gnu('docker.io/ymqytw/nginxhttps', named('1.5', 'latest'), 74.6, web([80, 443], 100, 150, PAGES), '/home/auto-reload-nginx.sh', 'nginx'),
    gnu('quay.io/pires/docker-elasticsearch-kubernetes', named('1.7.1-4', '5.6.2', 'latest'), 91.4, server([9200, 9300], 12000, 2000), '/run.sh'),
    bare('quay.io/connordoyle/cpuset-visualizer', 'any', 9.6, server([80], 60, 100), 'cpuset-visualizer'),
    gnu('docker.io/nginxinc/nginx-unprivileged', 'any', 72.3, web([8080], 60, 120, PAGES), 'nginx'),
    gnu('docker.io/nginxdemos/hello', 'any', 17.6, web([80], 60, 100), 'nginx'),
    bare('docker.io/hashicorp/http-echo', 'any', 4.4, server([5678], 20, undefined), '/http-echo'),
    bare('docker.io/traefik/whoami', 'any', 2.9, server([80], 20, 100), '/whoami'),
    bare('docker.io/containous/whoami', 'any', 2.9, server([80], 20, 100), '/whoami'),
    gnu('docker.io/kennethreitz/httpbin', 'any', 196.9, server([80], 700, 200), 'gunicorn'),
    gnu('docker.io/paulbouwer/hello-kubernetes', 'any', 37.8, server([8080], 400, undefined), 'node'),
    bare('docker.io/polinux/stress', 'any', 4.0, server([], 10, undefined), 'stress'),
    busybox('docker.io/curlimages/curl', 'any', 9.8, 'curl'),
    linux('docker.io/nicolaka/netshoot', 'any', 203.4, 'curl', 'dig', 'tcpdump'),
    linux('docker.io/bitnami/kubectl', 'any', 114.9, 'kubectl'),
    linux(`${K8S}/kubectl`, versions('1.36.2'), 18.0, 'kubectl'),
    gnu('docker.io/prom/prometheus', 'any', 120.5, server([9090], 900, 300), '/bin/prometheus'),
    gnu('docker.io/grafana/grafana', 'any', 205.3, server([3000], 2500, 300), '/run.sh'),
    gnu('docker.io/fluent/fluentd', 'any', 20.9, server([24224], 900, 400), 'fluentd'),
    gnu('quay.io/fluentd_elasticsearch/fluentd', 'any', 52.7, server([24224], 900, 400), 'fluentd'),
  ];
}

function named(...names: readonly string[]): TagRule {
  return { names };
}

function versions(newest: string, ...names: readonly string[]): TagRule {
  return { names, newest };
}

/** Tags of 2015 and before that were never pushed again. */
function outdated(tags: TagRule, ...names: readonly string[]): TagRule {
  return { ...tags, outdated: names };
}

function server(
  ports: readonly number[],
  startMs: number,
  stopMs: number | undefined,
): ImageProgram {
  return { kind: 'server', ports, startMs, term: endsAfter(stopMs) };
}

/** `stopMs` from SIGTERM to the exit with code 0; undefined: the process ignores SIGTERM. */
function endsAfter(stopMs: number | undefined): TermReaction | undefined {
  return stopMs === undefined ? undefined : { afterMs: stopMs, exitCode: 0 };
}

function web(
  ports: readonly number[],
  startMs: number,
  stopMs: number,
  paths?: readonly string[],
): ImageProgram {
  return {
    kind: 'server',
    ports,
    startMs,
    term: endsAfter(stopMs),
    ...(paths === undefined ? {} : { paths }),
  };
}

function database(
  ports: readonly number[],
  startMs: number,
  stopMs: number,
  requires: RequiredEnvironment,
): ImageProgram {
  return { kind: 'server', ports, startMs, term: endsAfter(stopMs), requires };
}

function task(durationMs: number, exitCode: number, ...output: readonly string[]): ImageProgram {
  return { kind: 'task', durationMs, exitCode, output };
}

function bare(
  repository: string,
  tags: TagRule | 'any',
  megabytes: number,
  program: ImageProgram,
  ...binaries: readonly string[]
): CatalogueImage {
  return {
    repository,
    tags,
    sizeBytes: exactSize(repository, megabytes),
    program,
    userland: 'none',
    binaries,
  };
}

function gnu(
  repository: string,
  tags: TagRule | 'any',
  megabytes: number,
  program: ImageProgram,
  ...binaries: readonly string[]
): CatalogueImage {
  return { ...bare(repository, tags, megabytes, program, ...binaries), userland: 'gnu' };
}

function busybox(
  repository: string,
  tags: TagRule | 'any',
  megabytes: number,
  ...binaries: readonly string[]
): CatalogueImage {
  return {
    ...bare(repository, tags, megabytes, { kind: 'shell' }, ...binaries),
    userland: 'busybox',
  };
}

function linux(
  repository: string,
  tags: TagRule | 'any',
  megabytes: number,
  ...binaries: readonly string[]
): CatalogueImage {
  return gnu(repository, tags, megabytes, { kind: 'shell' }, ...binaries);
}

/** Real sizes are no round numbers: the digits below 0.1 MB come from the name. */
function exactSize(repository: string, megabytes: number): number {
  let spread = 0;
  for (let i = 0; i < repository.length; i++)
    spread = (spread * 31 + repository.charCodeAt(i)) % 9973;
  return Math.round(megabytes * MB) + (megabytes > 0.2 ? spread : 0);
}
