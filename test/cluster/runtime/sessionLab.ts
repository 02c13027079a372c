// Commands in the containers of one node, as somebody outside would run them: what they print, and
// their exit code.
import type { Container, PodSpec } from '../../../src/apis/generated/core/v1';
import type { RuntimeContainer } from '../../../src/cluster/runtime/podSandbox';
import type { ContainerSession } from '../../../src/cluster/runtime/containerSession';
import { isRunning, NodeLab } from '../kubelet/nodeLab';

export interface Typed {
  readonly session: ContainerSession;
  /** What has been printed so far. */
  text(): string;
  exitCode(): number | undefined;
}

export class SessionLab extends NodeLab {
  /** A pod that runs. */
  runPod(
    containers: readonly Partial<Container>[],
    spec: Partial<PodSpec> = {},
    name = 'web',
  ): void {
    this.createPod(name, containers, spec);
    this.runUntil(name, isRunning);
    this.runFor(1_000);
  }

  container(pod: string, name: string): RuntimeContainer {
    const { uid } = this.pod(pod).metadata;
    const container = this.machine.runtime.sandbox(uid)?.containers.get(name)?.current;
    if (container === undefined) throw new Error(`no container ${name} in ${pod}`);
    return container;
  }

  open(
    argv: readonly string[],
    { pod = 'web', name = 'web', tty = false, stdin = false } = {},
  ): Typed | string {
    let text = '';
    let code: number | undefined;
    const opened = this.machine.runtime.sessions.open(
      this.container(pod, name),
      { argv, tty, stdin },
      {
        output: (_, bytes) => {
          text += bytes;
        },
        ended: (exitCode) => {
          code = exitCode;
        },
      },
    );
    if (opened.kind === 'problem') return opened.message;
    opened.start();
    return { session: opened.session, text: () => text, exitCode: () => code };
  }

  /** `kubectl exec POD -- ARGV`: output, and `[exit code]` where that is not 0. */
  exec(argv: readonly string[], where: { pod?: string; name?: string } = {}, stdin = ''): string {
    const opened = this.open(argv, { ...where, stdin: stdin !== '' });
    if (typeof opened === 'string') return opened;
    if (stdin !== '') {
      opened.session.type(stdin);
      opened.session.endInput();
    }
    this.simulation.runUntilTrue(() => opened.exitCode() !== undefined, 300_000);
    const code = opened.exitCode();
    return opened.text() + (code === 0 ? '' : `[${String(code)}]`);
  }

  sh(script: string, where: { pod?: string; name?: string } = {}): string {
    return this.exec(['sh', '-c', script], where);
  }
}
