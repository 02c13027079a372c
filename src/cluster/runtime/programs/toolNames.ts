// Which small tools a userland brings, as data: a busybox has nearly all, the slim Debian images
// below most servers lack the network tools, an editor and ps.
import type { CatalogueImage } from '../imageCatalogue';

const EVERYWHERE =
  '[ [[ : awk base64 basename cat chmod chown cp cut date dd df diff dirname du echo egrep env expr ' +
  'false find grep gunzip gzip head hostname id install kill ln ls md5sum mkdir mktemp more mount mv ' +
  'nohup od printenv printf pwd readlink realpath rm rmdir sed seq sh sha256sum sleep sort stat sync ' +
  'tail tar tee test time timeout touch tr true tty umount uname uniq wc which whoami xargs yes clear ' +
  'ulimit umask sysctl adduser';

const BUSYBOX =
  'ash free ifconfig ip less nc netstat nslookup ping ps route telnet top uptime vi watch wget';

const GNU = 'bash dash getent useradd apt apt-get perl yum';

const ALPINE = 'apk getent';

const names = (list: string): readonly string[] => list.split(' ');
const BUSYBOX_TOOLS = new Set([...names(EVERYWHERE), ...names(BUSYBOX), ...names(ALPINE)]);
const GNU_TOOLS = new Set([...names(EVERYWHERE), ...names(GNU)]);
const NONE: ReadonlySet<string> = new Set();

/** Names of executables in /bin. */
export function toolNames({ userland }: CatalogueImage): ReadonlySet<string> {
  switch (userland) {
    case 'busybox':
      return BUSYBOX_TOOLS;
    case 'gnu':
      return GNU_TOOLS;
    case 'none':
      return NONE;
  }
}
