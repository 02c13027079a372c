// The files that images bring, as data: the few that people look at. Everything else of an image is
// not there.
import type { CatalogueImage } from '../imageCatalogue';
import { toolNames } from '../programs/toolNames';
import { directory, file, type FileNode } from './fileNode';
import type { FileTree } from './fileTree';

const EMPTY_DIRECTORIES = [
  '/bin',
  '/boot',
  '/home',
  '/lib',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr/bin',
  '/usr/local/bin',
  '/usr/sbin',
  '/var/log',
  '/var/run',
  '/var/lib',
];

const PASSWD = [
  'root:x:0:0:root:/root:/bin/sh',
  'daemon:x:1:1:daemon:/usr/sbin:/bin/false',
  'bin:x:2:2:bin:/bin:/bin/false',
  'www-data:x:33:33:www-data:/var/www:/bin/false',
  'nobody:x:65534:65534:nobody:/home:/bin/false',
  '',
].join('\n');

const GROUPS = ['root:x:0:', 'daemon:x:1:', 'bin:x:2:', 'www-data:x:33:', 'nogroup:x:65534:', ''];

/** `tag`: of the image's name, which tells variants and versions. */
export function installImageFiles(
  tree: FileTree,
  image: CatalogueImage,
  tag: string,
  nowMs: number,
): void {
  const put = (path: string, node: FileNode): void => {
    tree.install(path, node);
  };
  const device = (name: 'null' | 'zero' | 'random' | 'stdin' | 'stdout' | 'stderr'): void => {
    put(`/dev/${name}`, { kind: 'device', device: name, changedMs: nowMs });
  };
  for (const name of ['null', 'zero', 'random', 'stdin', 'stdout', 'stderr'] as const) device(name);
  put('/dev/urandom', { kind: 'device', device: 'random', changedMs: nowMs });
  put('/dev/shm', directory(nowMs, 0o1777));
  for (const path of ['/proc', '/sys', '/etc', '/var/run', '/run']) put(path, directory(nowMs));
  for (const binary of image.binaries)
    put(binary.startsWith('/') ? binary : `/usr/bin/${binary}`, program(nowMs));
  for (const [path, content] of Object.entries(CONTENTS[kindOf(image)] ?? {}))
    put(path, file(content, nowMs));
  if (image.userland === 'none') return;
  for (const path of EMPTY_DIRECTORIES)
    if (!tree.exists(path)) put(path, directory(nowMs, path === '/tmp' ? 0o1777 : 0o755));
  put('/etc/os-release', file(osRelease(image, tag), nowMs));
  put('/etc/passwd', file(PASSWD, nowMs));
  put('/etc/group', file(GROUPS.join('\n'), nowMs));
  for (const name of toolNames(image)) put(`/bin/${name}`, program(nowMs));
}

function program(nowMs: number): FileNode {
  return file('\u007fELF', nowMs, 0o755);
}

/** `nginx` of `docker.io/library/nginx`. */
function kindOf({ program: { kind }, binaries, repository }: CatalogueImage): string {
  if (kind === 'shell') return '';
  return binaries[0] ?? repository;
}

function osRelease({ userland, repository }: CatalogueImage, tag: string): string {
  const distribution = repository.slice(repository.lastIndexOf('/') + 1);
  const [id, name, version] =
    userland === 'busybox'
      ? distribution === 'busybox'
        ? ['buildroot', 'Buildroot', '2024.02']
        : ['alpine', 'Alpine Linux', /^\d+\.\d+/.exec(tag)?.[0] ?? '3.23.2']
      : distribution === 'ubuntu'
        ? ['ubuntu', 'Ubuntu', /^\d+\.\d+/.exec(tag)?.[0] ?? '26.04']
        : ['debian', 'Debian GNU/Linux', '13'];
  return `${[
    `PRETTY_NAME="${name} ${version}${id === 'debian' ? ' (trixie)' : ''}"`,
    `NAME="${name}"`,
    `VERSION_ID="${version}"`,
    `ID=${id}`,
  ].join('\n')}\n`;
}

/** The page that a fresh nginx shows, in its structure. */
export const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page means that the web server nginx of the simulated cluster runs and
answers. What it shows further is up to you: write or mount
files into /usr/share/nginx/html.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const NGINX_ERROR_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
</body>
</html>
`;

export const APACHE_PAGE = '<html><body><h1>It works!</h1></body></html>\n';

const NGINX_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const CONTENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nginx: {
    '/usr/share/nginx/html/index.html': NGINX_PAGE,
    '/usr/share/nginx/html/50x.html': NGINX_ERROR_PAGE,
    '/etc/nginx/nginx.conf':
      'user  nginx;\nworker_processes  auto;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    include /etc/nginx/conf.d/*.conf;\n}\n',
    '/etc/nginx/conf.d/default.conf': NGINX_CONF,
  },
  httpd: {
    '/usr/local/apache2/htdocs/index.html': APACHE_PAGE,
    '/usr/local/apache2/conf/httpd.conf':
      'ServerRoot "/usr/local/apache2"\nListen 80\nDocumentRoot "/usr/local/apache2/htdocs"\n',
  },
};
