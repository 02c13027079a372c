// Tools that go over the network, with the messages of busybox, curl and the databases' clients.
// They wait for the clock before they ask: what lies outside can be asked only now.
// Differs from the tools: nslookup does not tell of the names that it tried in vain, ping gets its
// answers from whatever has the address, TLS is taken as it comes.
import { DNS_TIMEOUT_MS, NO_ROUTE_MS, type Connection, type NameAnswer } from '../networkView';
import { fail, hasFlag, operandsOf, optionOf, printLine, type Call } from './call';
import type { Program, Wait } from './process';

const LOOKUP_MS = 3;
const CONNECT_MS = 2;
const TCP_TIMEOUT_MS = 127_000;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

export function* lookupName(call: Call, name: string): Generator<Wait, NameAnswer> {
  const { state } = call;
  const { network, namespace, scope } = state.options;
  yield state.timeMs;
  if (ADDRESS.test(name)) return { kind: 'found', name, addresses: [name] };
  if (name === 'localhost') return { kind: 'found', name, addresses: ['127.0.0.1'] };
  if (name === scope.hostname)
    return { kind: 'found', name, addresses: [scope.podIP ?? '127.0.0.1'] };
  const answer = network.lookup(name, namespace);
  state.timeMs += answer.kind === 'silent' ? DNS_TIMEOUT_MS : LOOKUP_MS;
  yield state.timeMs;
  return answer;
}

/** There and back for the handshake, and for a request. */
const MESSAGES = 4;

export type Reached = Connection | { readonly kind: 'unknownName' };

/** A connection by name or address, with the time that it takes. */
export function* reach(
  call: Call,
  host: string,
  port: number,
  timeoutMs = TCP_TIMEOUT_MS,
): Generator<Wait, { readonly address: string; readonly reached: Reached }> {
  const { state } = call;
  const answer = yield* lookupName(call, host);
  const address = answer.kind === 'found' ? answer.addresses[0] : undefined;
  if (address === undefined) return { address: '', reached: { kind: 'unknownName' } };
  const { network, scope } = state.options;
  const isOwn = address.startsWith('127.') || address === '0.0.0.0';
  const reached = isOwn
    ? network.connect('127.0.0.1', scope.podIP ?? network.nodeAddress, port)
    : network.connect(scope.podIP, address, port);
  state.timeMs +=
    reached.kind === 'timeout'
      ? timeoutMs
      : reached.kind === 'noRoute'
        ? Math.min(NO_ROUTE_MS, timeoutMs)
        : CONNECT_MS + MESSAGES * ((reached.kind === 'connected' && reached.delayMs) || 0);
  yield state.timeMs;
  return { address, reached };
}

export const WHY: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  noRoute: 'No route to host',
};

export function* nslookup(call: Call): Program {
  const { state, name: tool } = call;
  const { network, scope } = state.options;
  const name = operandsOf(call.args)[0] ?? '';
  const answer = yield* lookupName(call, name);
  if (tool === 'getent') {
    if (answer.kind !== 'found') return 2;
    printLine(call, `${(answer.addresses[0] ?? '').padEnd(16)}${answer.name}`);
    return 0;
  }
  const isOld = /^1\.(?:[0-9]|1\d|2[0-8])(?:\.|$)/.test(scope.imageTag);
  if (answer.kind === 'silent')
    return fail(call, ';; connection timed out; no servers could be reached\n');
  if (isOld) {
    printLine(
      call,
      `Server:    ${network.dnsAddress}\nAddress 1: ${network.dnsAddress} kube-dns.kube-system.svc.cluster.local\n`,
    );
    if (answer.kind !== 'found') return fail(call, `nslookup: can't resolve '${name}'`);
    printLine(call, `Name:      ${name}`);
    for (const [place, address] of answer.addresses.entries())
      printLine(call, `Address ${place + 1}: ${address} ${answer.name}`);
    return 0;
  }
  printLine(
    call,
    `Server:\t\t${network.dnsAddress}\nAddress:\t${network.dnsAddress}${tool === 'nslookup' && state.options.image.userland === 'busybox' ? ':53' : '#53'}\n`,
  );
  if (answer.kind !== 'found') {
    printLine(call, `** server can't find ${name}: NXDOMAIN\n`);
    return 1;
  }
  for (const address of answer.addresses)
    printLine(call, `Name:\t${answer.name}\nAddress: ${address}`);
  printLine(call, '');
  return 0;
}

export function* dig(call: Call): Program {
  const names = operandsOf(call.args).filter((each) => !/^[+@]|^(?:A|AAAA|SRV|IN)$/.test(each));
  const name = names[0] ?? '';
  // dig asks for the name as it stands, unless told to search.
  const answer = yield* lookupName(
    call,
    call.args.includes('+search') || name.endsWith('.') ? name : `${name}.`,
  );
  const addresses = answer.kind === 'found' ? answer.addresses : [];
  if (call.args.includes('+short')) {
    for (const address of addresses) printLine(call, address);
    return answer.kind === 'silent' ? 9 : 0;
  }
  if (answer.kind === 'silent')
    return fail(call, ';; connection timed out; no servers could be reached', 9);
  printLine(
    call,
    `\n;; ->>HEADER<<- opcode: QUERY, status: ${addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN'}, id: 4711\n`,
  );
  if (addresses.length > 0) printLine(call, ';; ANSWER SECTION:');
  for (const address of addresses)
    printLine(call, `${answer.kind === 'found' ? answer.name : name}.\t30\tIN\tA\t${address}`);
  return 0;
}

export function* ping(call: Call): Program {
  const { state, args } = call;
  const { network, scope } = state.options;
  const count = Number(optionOf(args, 'c') ?? 4);
  const host =
    args.findLast(
      (each, place) => !each.startsWith('-') && !/^-[cWwis]$/.test(args[place - 1] ?? ''),
    ) ?? '';
  const answer = yield* lookupName(call, host);
  const address = answer.kind === 'found' ? (answer.addresses[0] ?? '') : undefined;
  if (address === undefined) return fail(call, `ping: bad address '${host}'`);
  printLine(call, `PING ${host} (${address}): 56 data bytes`);
  // A port that nobody can have tells whether somebody is there to refuse it.
  const isThere =
    network.connect(scope.podIP, address, 0).kind === 'refused' || address.startsWith('127.');
  for (let sequence = 0; sequence < count; sequence++) {
    if (isThere)
      printLine(
        call,
        `64 bytes from ${address}: seq=${sequence} ttl=62 time=0.${321 + ((sequence * 37) % 100)} ms`,
      );
    if (sequence === count - 1) break;
    state.timeMs += 1000;
    yield state.timeMs;
  }
  printLine(
    call,
    `\n--- ${host} ping statistics ---\n${count} packets transmitted, ${isThere ? count : 0} packets received, ${isThere ? 0 : 100}% packet loss`,
  );
  return isThere ? 0 : 1;
}

export function* netcat(call: Call): Program {
  const { args, state, streams } = call;
  if (args.some((argument) => /^-\w*l/.test(argument))) {
    const port = Number(args.find((argument) => /^:?\d+$/.test(argument)));
    if (Number.isInteger(port)) state.listen([port], state.timeMs, 'silent');
    for (;;) yield Infinity;
  }
  const flagValues = new Set(args.filter((_, place) => /^-\w*[wiq]$/.test(args[place - 1] ?? '')));
  const [host = '', portText = ''] = operandsOf(args).filter(
    (argument) => !flagValues.has(argument),
  );
  const port = Number(portText);
  const timeoutMs =
    Number(args[args.findIndex((each) => /^-\w*w$/.test(each)) + 1] ?? NaN) * 1000 || undefined;
  const { address, reached } = yield* reach(call, host, port, timeoutMs);
  const isVerbose = hasFlag(args, 'v');
  if (reached.kind === 'unknownName') return fail(call, `nc: bad address '${host}'`);
  if (reached.kind !== 'connected')
    return isVerbose || !hasFlag(args, 'z')
      ? fail(call, `nc: ${host} (${address}:${port}): ${WHY[reached.kind] ?? ''}`)
      : 1;
  if (isVerbose) streams.stderr.write(`${host} (${address}:${port}) open\n`);
  if (hasFlag(args, 'z')) return 0;
  let isOpen = true;
  const connection = reached.peer.open(
    (bytes) => {
      streams.stdout.write(bytes);
    },
    () => {
      isOpen = false;
    },
  );
  while (isOpen) {
    const piece = yield* streams.stdin.read();
    if (piece === undefined) break;
    connection.send(piece);
  }
  connection.close();
  return 0;
}

/** The clients of databases say whether their server, here or elsewhere, accepts connections. */
export function databaseClient(port: number, alive: string, dead: string, deadCode = 1) {
  return function* (call: Call): Program {
    const host =
      optionOf(call.args, 'h') ??
      call.args.find((each) => each.startsWith('--host='))?.slice(7) ??
      '127.0.0.1';
    const { reached } = yield* reach(call, host, Number(optionOf(call.args, 'p') ?? port) || port);
    const fill = (text: string): string =>
      text.replace('%', `${host === '127.0.0.1' ? '/var/run/postgresql' : host}:${port}`);
    if (reached.kind !== 'connected') return fail(call, fill(dead), deadCode);
    if (alive !== '') printLine(call, fill(alive));
    return 0;
  };
}

/** Its own address, as ip(8) or ifconfig(8) would show it. */
export function showAddress(call: Call): number {
  const address = call.state.options.scope.podIP ?? '172.18.0.2';
  if (call.name === 'hostname') printLine(call, address);
  else if (call.name === 'ifconfig')
    printLine(
      call,
      `eth0      Link encap:Ethernet  HWaddr 02:42:0A:F4:01:02\n          inet addr:${address}  Bcast:0.0.0.0  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\nlo        Link encap:Local Loopback\n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n`,
    );
  else if (call.args[0]?.startsWith('r') === true)
    printLine(call, `default via ${address.replace(/\d+$/, '1')} dev eth0`);
  else
    printLine(
      call,
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue\n    inet ${address}/24 brd ${address.replace(/\d+$/, '255')} scope global eth0`,
    );
  return 0;
}
