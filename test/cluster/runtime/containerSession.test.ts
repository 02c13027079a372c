import assert from 'node:assert/strict';
import { CONFIG_MAPS } from '../../../src/apis/resources';
import { SessionLab, type Typed } from './sessionLab';

const BUSYBOX = { image: 'busybox:1.37', command: ['sleep', '3600'] };

function terminal(lab: SessionLab, argv: readonly string[]): Typed {
  const opened = lab.open(argv, { tty: true, stdin: true });
  assert.ok(typeof opened !== 'string');
  return opened;
}

describe('a command in a container', () => {
  it('sees its files, environment and identity', () => {
    const lab = new SessionLab();
    lab.runPod([{ env: [{ name: 'GREETING', value: 'grüezi' }] }]);
    assert.equal(lab.exec(['hostname']), 'web\n');
    assert.equal(lab.sh('echo $GREETING | wc -c'), '8\n');
    assert.match(lab.exec(['cat', '/etc/os-release']), /^PRETTY_NAME="Debian/);
    assert.match(lab.exec(['cat', '/etc/hosts']), /\n10\.244\.1\.\d+\tweb\n$/);
    assert.equal(
      lab.exec(['cat', '/etc/resolv.conf']),
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    assert.match(
      lab.sh('head -n 4 /usr/share/nginx/html/index.html | tail -1'),
      /Welcome to nginx/,
    );
    assert.equal(lab.exec(['id']), 'uid=0(root) gid=0(root) groups=0(root)\n');
    assert.equal(
      lab.exec(['ls', '/nothing']),
      "ls: cannot access '/nothing': No such file or directory\n[1]",
    );
    assert.match(lab.exec(['date']), /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}\n$/);
  });

  it('is refused in the words of the runtime where its executable is not there', () => {
    const lab = new SessionLab();
    lab.runPod([{ image: 'hashicorp/http-echo' }]);
    assert.equal(
      lab.exec(['sh']),
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not found in $PATH: unknown',
    );
  });

  it('runs pipes, loops, redirections and here-documents, with their exit codes', () => {
    const lab = new SessionLab();
    lab.runPod([BUSYBOX]);
    assert.equal(lab.sh('for i in 3 1 2; do echo $i; done | sort | head -n 2'), '1\n2\n');
    assert.equal(
      lab.sh('mkdir -p /data/a; echo hi > /data/a/x; echo there >> /data/a/x; cat /data/a/x'),
      'hi\nthere\n',
    );
    assert.equal(lab.sh('cat <<EOF\nHost: $(hostname)\nEOF'), 'Host: web\n');
    assert.equal(lab.sh('ls /data/*; (cd /data && pwd); pwd'), 'x\n/data\n/\n');
    assert.equal(lab.sh('cat /nope 2>/dev/null || exit 7'), '[7]');
    assert.equal(lab.sh('echo one two | while read a b; do echo $b; done'), 'two\n');
    assert.equal(lab.sh('nonsense'), 'sh: nonsense: not found\n[127]');
    assert.equal(lab.sh("echo a b c | sed s/b/x/ | awk '{print $2}'"), 'x\n');
  });

  it('takes and gives archives, as kubectl cp sends them', () => {
    const lab = new SessionLab();
    lab.runPod([BUSYBOX]);
    lab.sh('mkdir -p /out/deep; echo content > /out/deep/file; chmod 600 /out/deep/file');
    const archive = lab.exec(['tar', 'cf', '-', '/out']);
    assert.equal(
      archive.indexOf('\n'),
      (archive.length % 512) - 1,
      'one line of stderr beside the archive',
    );
    const bytes = archive.slice(archive.indexOf('\n') + 1);
    assert.equal(lab.exec(['tar', '-xmf', '-', '-C', '/tmp'], {}, bytes), '');
    assert.equal(
      lab.sh('cat /tmp/out/deep/file; ls -l /tmp/out/deep | tail -1 | cut -c1-10'),
      'content\n-rw-------\n',
    );
  });

  it('sees mounted ConfigMaps, and what other containers of its pod write', () => {
    const lab = new SessionLab();
    lab.admin.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { color: 'blue' },
    });
    const volumeMounts = [{ name: 'shared', mountPath: '/shared' }];
    lab.runPod(
      [
        { ...BUSYBOX, volumeMounts: [...volumeMounts, { name: 'config', mountPath: '/config' }] },
        { ...BUSYBOX, name: 'other', volumeMounts },
      ],
      {
        volumes: [
          { name: 'shared', emptyDir: {} },
          { name: 'config', configMap: { name: 'settings' } },
        ],
      },
    );
    assert.equal(lab.sh('cat /config/color'), 'blue');
    assert.equal(
      lab.sh('echo x > /config/color'),
      "sh: can't create /config/color: Read-only file system\n[1]",
    );
    lab.sh('echo from the first > /shared/note');
    assert.equal(lab.exec(['cat', '/shared/note'], { name: 'other' }), 'from the first\n');
    assert.match(
      lab.exec(['cat', '/var/run/secrets/kubernetes.io/serviceaccount/namespace']),
      /^default$|No such/,
    );
  });

  it('can end its container, whose files are then those of the image again', () => {
    const lab = new SessionLab();
    lab.runPod([{}]);
    lab.sh('echo mine > /usr/share/nginx/html/index.html');
    assert.equal(lab.exec(['curl', '-s', 'localhost']), 'mine\n');
    assert.equal(lab.sh('kill 1; sleep 5'), '[137]');
    lab.runFor(15_000);
    assert.match(lab.exec(['curl', '-s', 'localhost']), /Welcome to nginx/);
    assert.equal(lab.container('web', 'web').attempt, 1);
  });
});

describe('a terminal in a container', () => {
  it('prompts, echoes, edits and remembers where it is', () => {
    const lab = new SessionLab();
    lab.runPod([BUSYBOX]);
    const shell = terminal(lab, ['sh']);
    assert.equal(shell.text(), '/ # ');
    shell.session.type('cd /etx\u007fc\r');
    shell.session.type('pwd\rX=1\recho $X$?\r');
    assert.equal(
      shell.text(),
      '/ # cd /etx\b \bc\r\n/etc # pwd\r\n/etc\r\n/etc # X=1\r\n/etc # echo $X$?\r\n10\r\n/etc # ',
    );
    shell.session.type('if true\rthen echo yes; fi\r');
    assert.ok(shell.text().endsWith('if true\r\n> then echo yes; fi\r\nyes\r\n/etc # '));
    shell.session.type('exit 3\r');
    assert.equal(shell.exitCode(), 3);
  });

  it('is interrupted by Ctrl+C and left by Ctrl+D', () => {
    const lab = new SessionLab();
    lab.runPod([BUSYBOX]);
    const shell = terminal(lab, ['sh']);
    shell.session.type('sleep 100; echo never\r');
    lab.runFor(5_000);
    shell.session.type('\u0003');
    assert.equal(shell.text(), '/ # sleep 100; echo never\r\n^C\r\n/ # ');
    shell.session.type('echo $?\r');
    assert.ok(shell.text().endsWith('130\r\n/ # '));
    lab.runFor(200_000);
    assert.equal(shell.text().match(/never/g)?.length, 1, 'only as it was typed');
    shell.session.type('\u0004');
    assert.equal(shell.exitCode(), 0);
  });

  it('attaches to a main process that waits for input', () => {
    const lab = new SessionLab();
    lab.runPod([{ image: 'busybox:1.37', stdin: true, tty: true }], { restartPolicy: 'Never' });
    const shell = terminal(lab, []);
    shell.session.type('\r');
    assert.equal(shell.text(), '\r\n/ # ');
    shell.session.type('echo in the log; exit 4\r');
    lab.runFor(3_000);
    assert.equal(shell.exitCode(), 4);
    assert.equal(lab.pod('web').status?.phase, 'Failed');
  });
});

describe('programs that read and write files', () => {
  it('wait for the clock: a loop that writes is seen as it goes', () => {
    const lab = new SessionLab();
    lab.runPod([
      {
        image: 'busybox:1.37',
        command: ['sh', '-c', 'while true; do echo tick >> /ticks; sleep 10; done'],
      },
    ]);
    const before = Number(lab.sh('wc -l < /ticks'));
    lab.runFor(50_000);
    assert.equal(Number(lab.sh('wc -l < /ticks')), before + 5);
  });

  it('print the time of each round of a loop that costs nothing', () => {
    const lab = new SessionLab();
    lab.runPod([
      {
        image: 'busybox:1.37',
        command: ['sh', '-c', 'while true; do echo "$(date +%T) hi"; sleep 10; done'],
      },
    ]);
    const events = lab.simulation.executedEvents;
    lab.runFor(35_000);
    assert.ok(lab.simulation.executedEvents - events < 20);
    const { uid } = lab.pod('web').metadata;
    const lines = lab.machine.containerLog(uid, 'web')?.map(({ text }) => text) ?? [];
    assert.ok(lines.length >= 4);
    assert.equal(new Set(lines).size, lines.length, lines.join());
  });
});
