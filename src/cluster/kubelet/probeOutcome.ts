// One probe, made now: whether it passes, and the kubelet's words where it does not.
// Source: k8s.io/kubernetes/pkg/probe/{http,tcp,grpc,exec}.
import type { Container, Probe } from '../../apis/generated/core/v1';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { RuntimeContainer } from '../runtime/podSandbox';
import { answerHttp } from '../runtime/servers/answer';

export interface ProbeTarget {
  readonly runtime: ContainerRuntime;
  readonly container: RuntimeContainer;
  readonly spec: Container;
  readonly podIP: string;
}

export type ProbeOutcome =
  { readonly passes: true } | { readonly passes: false; readonly message: string };

const PROBE = {
  method: 'GET',
  headers: { 'user-agent': 'kube-probe/1.35' },
  body: '',
  remoteAddress: '127.0.0.1',
};

const PASSED: ProbeOutcome = { passes: true };

export function probeOutcome(probe: Probe, target: ProbeTarget): ProbeOutcome {
  const { httpGet, tcpSocket, exec, grpc } = probe;
  const timeoutSeconds = probe.timeoutSeconds ?? 1;
  if (httpGet !== undefined) {
    const port = portNumber(httpGet.port, target.spec);
    const host = httpGet.host ?? target.podIP;
    const path = httpGet.path ?? '/';
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${host}:${String(port)}${path.startsWith('/') ? '' : '/'}${path}`;
    return httpOutcome(url, path, `${host}:${String(port)}`, port, target);
  }
  if (tcpSocket !== undefined) {
    const port = portNumber(tcpSocket.port, target.spec);
    if (isListening(port, target)) return PASSED;
    return failure(refused(`${tcpSocket.host ?? target.podIP}:${String(port)}`));
  }
  if (grpc !== undefined) {
    if (isListening(grpc.port, target)) return PASSED;
    const address = `${target.podIP}:${String(grpc.port)}`;
    return failure(
      `timeout: failed to connect service "${address}" within ${String(timeoutSeconds)}s: context deadline exceeded`,
    );
  }
  return exec === undefined ? PASSED : execOutcome(exec.command ?? [], timeoutSeconds, target);
}

function httpOutcome(
  url: string,
  path: string,
  address: string,
  port: number,
  target: ProbeTarget,
): ProbeOutcome {
  const { podUid } = target.container;
  if (target.runtime.hangsAt(podUid, port))
    return failure(
      `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    );
  const server = target.runtime.serverAt(podUid, port, false);
  if (server === undefined) return failure(`Get "${url}": ${refused(address)}`);
  const response = answerHttp(server, { ...PROBE, target: path });
  if (response === undefined) return failure(`Get "${url}": EOF`);
  const { status } = response;
  if (status >= 200 && status < 400) return PASSED;
  return failure(`HTTP probe failed with statuscode: ${status}`);
}

function execOutcome(
  command: readonly string[],
  timeoutSeconds: number,
  target: ProbeTarget,
): ProbeOutcome {
  const { exitCode, durationMs, output } = target.runtime.exec(target.container, command);
  if (exitCode === undefined || durationMs > timeoutSeconds * 1000) {
    return failure(
      `command timed out: "${command.join(' ')}" timed out after ${String(timeoutSeconds)}s`,
    );
  }
  return exitCode === 0 ? PASSED : failure(output);
}

function isListening(port: number, { runtime, container }: ProbeTarget): boolean {
  const { podUid } = container;
  return runtime.serverAt(podUid, port) !== undefined || runtime.hangsAt(podUid, port);
}

function refused(address: string): string {
  return `dial tcp ${address}: connect: connection refused`;
}

function failure(message: string): ProbeOutcome {
  return { passes: false, message };
}

function portNumber(port: string | number, spec: Container): number {
  if (typeof port === 'number') return port;
  return spec.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port);
}
