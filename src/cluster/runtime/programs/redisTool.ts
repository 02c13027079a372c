// redis-cli: one command, or a prompt for many.
import { redisText, type RedisReply } from '../servers/redisServer';
import { fail, optionOf, printLine, type Call } from './call';
import { reach, WHY } from './networkTools';
import type { Program } from './process';
import { readLineOf } from './streams';

export function* redisCli(call: Call): Program {
  const { args, streams } = call;
  const host = optionOf(args, 'h') ?? '127.0.0.1';
  const port = Number(optionOf(args, 'p') ?? 6379);
  const words = args.filter(
    (each, place) => !each.startsWith('-') && !/^-[hpanu]$/.test(args[place - 1] ?? ''),
  );
  const { reached } = yield* reach(call, host, port);
  if (reached.kind !== 'connected') {
    const why =
      reached.kind === 'unknownName' ? 'Name or service not known' : (WHY[reached.kind] ?? '');
    return fail(call, `Could not connect to Redis at ${host}:${port}: ${why}`);
  }
  const ask = (argv: readonly string[]): string => {
    let reply = '';
    const stream = reached.peer.open(
      (bytes) => (reply += bytes),
      () => undefined,
    );
    stream.send(
      `*${argv.length}\r\n${argv.map((each) => `$${each.length}\r\n${each}\r\n`).join('')}`,
    );
    const parsed = parseReply(reply);
    return parsed === undefined
      ? 'Error: Server closed the connection'
      : redisText(parsed.reply, streams.stdout.isTerminal);
  };
  if (words.length > 0) {
    printLine(call, ask(words));
    return 0;
  }
  for (;;) {
    if (streams.stdin.isTerminal) streams.stdout.write(`${host}:${port}> `);
    const line = yield* readLineOf(streams.stdin);
    const argv = (line ?? 'quit')
      .match(/"[^"]*"|'[^']*'|\S+/g)
      ?.map((each) => each.replace(/^["']|["']$/g, ''));
    if (argv === undefined) continue;
    if (/^(?:quit|exit)$/i.test(argv[0] ?? '')) return 0;
    printLine(call, ask(argv));
  }
}

/** A reply read back from its bytes; undefined where it is not whole. */
function parseReply(
  bytes: string,
  at = 0,
): { readonly reply: RedisReply; readonly end: number } | undefined {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd < 0) return undefined;
  const rest = bytes.slice(at + 1, lineEnd);
  const end = lineEnd + 2;
  switch (bytes[at]) {
    case '+':
      return { reply: { simple: rest }, end };
    case '-':
      return { reply: { error: rest }, end };
    case ':':
      return { reply: Number(rest), end };
    case '$':
      if (rest === '-1') return { reply: null, end };
      return { reply: bytes.slice(end, end + Number(rest)), end: end + Number(rest) + 2 };
    default: {
      const list: RedisReply[] = [];
      let next = end;
      for (let count = Number(rest); count > 0; count--) {
        const item = parseReply(bytes, next);
        if (item === undefined) return undefined;
        list.push(item.reply);
        next = item.end;
      }
      return { reply: list, end: next };
    }
  }
}
