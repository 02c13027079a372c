// What goes both ways between a person and a container: a process that is attached to, files that are copied.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import * as k8s from '@kubernetes/client-node';
import { NAMESPACE, until, type CaseLab } from './caseLab';
import { CONTAINER, execute, POD, started } from './podCases';
import type { CaseName } from './protocol';

const ECHO = 'while read line; do echo "heard $line"; done';

export function sessionCases(lab: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const { config } = lab;

  return {
    'attaches to a process': async () => {
      const command = ['sh', '-c', ECHO];
      await started(lab, 'listener', { name: 'listen', image: 'busybox', command, stdin: true });
      const input = new PassThrough();
      const output = new PassThrough();
      let heard = '';
      output.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      const attach = new k8s.Attach(config);
      const socket = await attach.attach(
        NAMESPACE,
        'listener',
        'listen',
        output,
        null,
        input,
        false,
      );
      input.write('one\n');
      input.write('two\n');
      await until('both lines come back', () => heard === 'heard one\nheard two\n');
      socket.close();
    },

    'copies files into a container and out of it': async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'cluster-lab-copy-'));
      await mkdir(path.join(folder, 'sent'));
      await writeFile(path.join(folder, 'sent/letter.txt'), 'dear pod\n');
      const copy = new k8s.Cp(config);
      await copy.cpToPod(NAMESPACE, POD, CONTAINER, path.join(folder, 'sent'), '/tmp');
      await until('it has arrived', async () => {
        const { stdout } = await execute(lab, 'cat /tmp/letter.txt 2>/dev/null');
        return stdout === 'dear pod\n';
      });
      await execute(lab, 'mkdir /tmp/answers; echo dear client > /tmp/answers/letter.txt');
      const received = path.join(folder, 'received');
      await copy.cpFromPod(NAMESPACE, POD, CONTAINER, 'answers', received, '/tmp');
      const letter = path.join(received, 'answers/letter.txt');
      await until(
        'the answer is here',
        () => existsSync(letter) && readFileSync(letter).length > 0,
      );
      assert.equal(readFileSync(letter, 'utf8'), 'dear client\n');
      await rm(folder, { recursive: true });
    },
  };
}
