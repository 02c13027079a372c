// What a server answers, whoever asks: probes, other pods, a proxy, a forwarded port.
import type { Peer, PeerStream } from '../networkView';
import {
  answerAgnhost,
  answerApiServer,
  answerEchoServer,
  answerHttpEcho,
  answerPlain,
  answerWhoami,
} from './exampleServers';
import { parseRequest, responseBytes, type HttpRequest, type HttpResponse } from './httpMessage';
import { parseRedisCommand, redisBytes, redisCommand } from './redisServer';
import type { ServerTarget } from './serverTarget';
import { answerApache, answerFileServer, answerNginx } from './staticServers';

/** Undefined where the server does not speak HTTP. */
export function answerHttp(target: ServerTarget, request: HttpRequest): HttpResponse | undefined {
  switch (target.port.kind) {
    case 'nginx':
      return answerNginx(target, request);
    case 'apache':
      return answerApache(target, request);
    case 'fileServer':
      return answerFileServer(target, request);
    case 'httpEcho':
      return answerHttpEcho(target, request);
    case 'echoServer':
      return answerEchoServer(target, request);
    case 'agnhost':
      return answerAgnhost(target, request);
    case 'whoami':
      return answerWhoami(target, request);
    case 'apiServer':
      return answerApiServer(target, request);
    case 'http':
      return answerPlain(target, request);
    case 'redis':
    case 'silent':
      return undefined;
  }
}

/** A server as its clients meet it; `target` is asked anew for each request. */
export function peerOf(target: () => ServerTarget | undefined, remoteAddress: string): Peer {
  return {
    http: (request) => {
      const now = target();
      return now && answerHttp(now, { ...request, remoteAddress });
    },
    open: (receive, ended) => openStream(target, remoteAddress, receive, ended),
  };
}

function openStream(
  target: () => ServerTarget | undefined,
  remoteAddress: string,
  receive: (bytes: string) => void,
  ended: () => void,
): PeerStream {
  let waiting = '';
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    ended();
  };
  return {
    send: (bytes) => {
      const now = target();
      if (now === undefined) {
        close();
        return;
      }
      waiting += bytes;
      while (isOpen && waiting !== '') {
        const turn = takeTurn(now, waiting, remoteAddress);
        if (turn === undefined) return;
        waiting = waiting.slice(turn.length);
        receive(turn.reply);
        if (turn.isLast) close();
      }
    },
    close,
  };
}

interface Turn {
  readonly length: number;
  readonly reply: string;
  readonly isLast: boolean;
}

/** The answer to what has come so far; undefined where more has to come first. */
function takeTurn(target: ServerTarget, bytes: string, remoteAddress: string): Turn | undefined {
  if (target.port.kind === 'silent') return { length: bytes.length, reply: '', isLast: false };
  if (target.port.kind === 'redis') {
    const command = parseRedisCommand(bytes);
    if (command === undefined) return undefined;
    const { argv, length } = command;
    if (argv.length === 0) return { length, reply: '', isLast: false };
    const reply = redisBytes(redisCommand(target.state.main.data, argv));
    return { length, reply, isLast: argv[0]?.toUpperCase() === 'QUIT' };
  }
  const parsed = parseRequest(bytes, remoteAddress);
  if (parsed.kind === 'incomplete') return undefined;
  if (parsed.kind === 'malformed') {
    const reply =
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n400 Bad Request';
    return { length: bytes.length, reply, isLast: true };
  }
  const response = answerHttp(target, parsed.request);
  if (response === undefined) return { length: parsed.length, reply: '', isLast: true };
  const isLast = parsed.request.headers['connection']?.toLowerCase() === 'close';
  return { length: parsed.length, reply: responseBytes(parsed.request, response), isLast };
}
