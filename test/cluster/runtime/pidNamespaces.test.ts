import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import { SessionLab } from './sessionLab';

const BOX = { name: 'box', image: 'busybox:1.37', command: ['sleep', '3600'] };

/** Adds an ephemeral container to the pod, as `kubectl debug` does, and waits for it. */
function debug(lab: SessionLab, name: string, targetContainerName?: string): void {
  const container = {
    name,
    image: 'busybox:1.37',
    command: ['sleep', '3600'],
    terminationMessagePolicy: 'File' as const,
    ...(targetContainerName === undefined ? {} : { targetContainerName }),
  };
  lab.admin.patch(
    PODS,
    'default',
    'web',
    { type: 'strategic', body: { spec: { ephemeralContainers: [container] } } },
    { subresource: 'ephemeralcontainers' },
  );
  lab.runFor(5_000);
}

describe('processes that containers see', () => {
  it('are those of their target, for an ephemeral container that has one', () => {
    const lab = new SessionLab();
    lab.runPod([{}]);
    debug(lab, 'alone');
    assert.doesNotMatch(lab.exec(['ps'], { name: 'alone' }), /nginx/);
    debug(lab, 'looker', 'web');
    assert.equal(
      lab.exec(['ps'], { name: 'looker' }),
      'PID   USER     TIME  COMMAND\n' +
        '    1 root      0:00 nginx: master process nginx -g daemon off;\n' +
        '   29 root      0:00 sleep 3600\n' +
        '   36 root      0:00 ps\n',
    );
    assert.match(lab.exec(['ls', '/proc/1/root/etc/nginx'], { name: 'looker' }), /^conf\.d\n/);
    assert.equal(lab.exec(['sh', '-c', 'echo hi > /proc/1/root/tmp/x'], { name: 'looker' }), '');
    assert.equal(lab.exec(['cat', '/tmp/x']), 'hi\n', 'the files are the same');
    assert.match(lab.exec(['find', '/', '-name', 'nginx.conf'], { name: 'looker' }), /root\/etc/);
  });

  it('can be ended from beside: the target restarts', () => {
    const lab = new SessionLab();
    lab.runPod([{}]);
    debug(lab, 'looker', 'web');
    lab.exec(['kill', '-TERM', '1'], { name: 'looker' });
    lab.runFor(5_000);
    assert.equal(lab.pod('web').status.containerStatuses?.[0]?.restartCount, 1);
  });

  it('are those of the whole pod where it shares them', () => {
    const lab = new SessionLab();
    lab.runPod([{}, BOX], { shareProcessNamespace: true });
    const shown = lab.exec(['ps'], { name: 'box' });
    assert.match(shown, /^ {4}1 65535 {5}0:00 \/pause$/m);
    assert.match(shown, /nginx: master process/);
    assert.match(shown, /sleep 3600/);
    const nginx = /^ *(\d+) root .*nginx/m.exec(shown)?.[1] ?? '';
    assert.match(lab.exec(['cat', `/proc/${nginx}/root/etc/hostname`], { name: 'box' }), /web/);
    lab.exec(['kill', '-9', nginx], { name: 'box' });
    lab.runFor(5_000);
    assert.equal(lab.pod('web').status.containerStatuses?.[0]?.restartCount, 1);
  });
});
