// Redis, as far as people try it: its protocol (RESP2), and the commands for strings, lists, hashes
// and sets. The data live and die with the container.
// Differs from Redis: keys do not expire, and nothing is written to disk.

export type RedisValue =
  string | readonly string[] | ReadonlyMap<string, string> | ReadonlySet<string>;

/** null is "nil", an Error an error reply, `simple` a status. */
export type RedisReply =
  | string
  | number
  | null
  | { readonly simple: string }
  | { readonly error: string }
  | readonly RedisReply[];

const OK: RedisReply = { simple: 'OK' };

/** One command, executed. */
export function redisCommand(data: Map<string, RedisValue>, argv: readonly string[]): RedisReply {
  const [name = '', key = '', ...values] = argv;
  const command = COMMANDS[name.toUpperCase()];
  if (command === undefined) {
    const args = argv
      .slice(1)
      .map((each) => `'${each}' `)
      .join('');
    return { error: `ERR unknown command '${name}', with args beginning with: ${args}` };
  }
  const [least, run] = command;
  if (argv.length - 1 < least)
    return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
  return run(data, key, values);
}

type Data = Map<string, RedisValue>;
type Command = readonly [
  leastArguments: number,
  run: (data: Data, key: string, values: readonly string[]) => RedisReply,
];

const WRONG_TYPE: RedisReply = {
  error: 'WRONGTYPE Operation against a key holding the wrong kind of value',
};

function add(data: Data, key: string, by: number): RedisReply {
  const old = Number(data.get(key) ?? 0);
  if (!Number.isInteger(old)) return { error: 'ERR value is not an integer or out of range' };
  data.set(key, String(old + by));
  return old + by;
}

function listOf(data: Data, key: string): readonly string[] | undefined {
  const value = data.get(key) ?? [];
  return Array.isArray(value) ? value.map(String) : undefined;
}

function push(
  data: Data,
  key: string,
  make: (old: readonly string[]) => readonly string[],
): RedisReply {
  const old = listOf(data, key);
  if (old === undefined) return WRONG_TYPE;
  const list = make(old);
  data.set(key, list);
  return list.length;
}

function pop(data: Data, key: string, fromLeft: boolean): RedisReply {
  const old = listOf(data, key);
  if (old === undefined) return WRONG_TYPE;
  if (old.length <= 1) data.delete(key);
  else data.set(key, fromLeft ? old.slice(1) : old.slice(0, -1));
  return (fromLeft ? old[0] : old.at(-1)) ?? null;
}

function hashOf(data: Data, key: string): ReadonlyMap<string, string> {
  const value = data.get(key);
  return value instanceof Map ? (value as ReadonlyMap<string, string>) : new Map<string, string>();
}

function setOf(data: Data, key: string): ReadonlySet<string> {
  const value = data.get(key);
  return value instanceof Set ? (value as ReadonlySet<string>) : new Set<string>();
}

function textOf(data: Data, key: string): RedisReply {
  const value = data.get(key);
  if (value === undefined) return null;
  return typeof value === 'string' ? value : WRONG_TYPE;
}

function matcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

const COMMANDS: Readonly<Record<string, Command>> = {
  PING: [0, (_, text) => (text === '' ? { simple: 'PONG' } : text)],
  ECHO: [1, (_, text) => text],
  SELECT: [1, () => OK],
  AUTH: [
    1,
    () => ({
      error:
        'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    }),
  ],
  QUIT: [0, () => OK],
  COMMAND: [0, () => []],
  CLIENT: [0, () => OK],
  CONFIG: [0, () => []],
  HELLO: [0, () => ({ error: 'NOPROTO unsupported protocol version' })],
  INFO: [
    0,
    (data) =>
      `# Server\r\nredis_mode:standalone\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n# Keyspace\r\ndb0:keys=${data.size},expires=0,avg_ttl=0\r\n`,
  ],
  SET: [
    2,
    (data, key, [value = '', ...options]) => {
      if (options.some((each) => each.toUpperCase() === 'NX') && data.has(key)) return null;
      data.set(key, value);
      return OK;
    },
  ],
  SETNX: [
    2,
    (data, key, [value = '']) => {
      if (data.has(key)) return 0;
      data.set(key, value);
      return 1;
    },
  ],
  GET: [1, textOf],
  MGET: [1, (data, key, values) => [key, ...values].map((each) => textOf(data, each))],
  MSET: [
    2,
    (data, key, values) => {
      const all = [key, ...values];
      for (let at = 0; at < all.length; at += 2) data.set(all[at] ?? '', all[at + 1] ?? '');
      return OK;
    },
  ],
  APPEND: [
    2,
    (data, key, [value = '']) => {
      const old = data.get(key);
      const text = (typeof old === 'string' ? old : '') + value;
      data.set(key, text);
      return text.length;
    },
  ],
  STRLEN: [
    1,
    (data, key) => {
      const value = data.get(key) ?? '';
      return typeof value === 'string' ? value.length : WRONG_TYPE;
    },
  ],
  DEL: [1, (data, key, values) => [key, ...values].filter((each) => data.delete(each)).length],
  EXISTS: [1, (data, key, values) => [key, ...values].filter((each) => data.has(each)).length],
  INCR: [1, (data, key) => add(data, key, 1)],
  DECR: [1, (data, key) => add(data, key, -1)],
  INCRBY: [2, (data, key, [by = '0']) => add(data, key, Number(by))],
  KEYS: [1, (data, pattern) => [...data.keys()].filter((key) => matcher(pattern).test(key))],
  TYPE: [1, (data, key) => ({ simple: typeName(data.get(key)) })],
  TTL: [1, (data, key) => (data.has(key) ? -1 : -2)],
  EXPIRE: [2, (data, key) => (data.has(key) ? 1 : 0)],
  DBSIZE: [0, (data) => data.size],
  FLUSHALL: [0, flush],
  FLUSHDB: [0, flush],
  SAVE: [0, () => OK],
  BGSAVE: [0, () => ({ simple: 'Background saving started' })],
  LPUSH: [2, (data, key, values) => push(data, key, (old) => [...[...values].reverse(), ...old])],
  RPUSH: [2, (data, key, values) => push(data, key, (old) => [...old, ...values])],
  LPOP: [1, (data, key) => pop(data, key, true)],
  RPOP: [1, (data, key) => pop(data, key, false)],
  LLEN: [1, (data, key) => listOf(data, key)?.length ?? WRONG_TYPE],
  LRANGE: [
    3,
    (data, key, [start = '0', stop = '-1']) => {
      const list = listOf(data, key);
      if (list === undefined) return WRONG_TYPE;
      const end = Number(stop) < 0 ? list.length + Number(stop) + 1 : Number(stop) + 1;
      return list.slice(Number(start), end);
    },
  ],
  HSET: [
    3,
    (data, key, values) => {
      const hash = new Map(hashOf(data, key));
      const before = hash.size;
      for (let at = 0; at < values.length; at += 2)
        hash.set(values[at] ?? '', values[at + 1] ?? '');
      data.set(key, hash);
      return hash.size - before;
    },
  ],
  HGET: [2, (data, key, [field = '']) => hashOf(data, key).get(field) ?? null],
  HGETALL: [1, (data, key) => [...hashOf(data, key)].flat()],
  SADD: [
    2,
    (data, key, values) => {
      const before = setOf(data, key);
      const set = new Set([...before, ...values]);
      data.set(key, set);
      return set.size - before.size;
    },
  ],
  SMEMBERS: [1, (data, key) => [...setOf(data, key)]],
  SCARD: [1, (data, key) => setOf(data, key).size],
};

function flush(data: Data): RedisReply {
  data.clear();
  return OK;
}

function typeName(value: RedisValue | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return 'string';
  if (value instanceof Map) return 'hash';
  return value instanceof Set ? 'set' : 'list';
}

/** A reply as it goes over the wire. */
export function redisBytes(reply: RedisReply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if ('simple' in reply) return `+${reply.simple}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  return `*${reply.length}\r\n${reply.map(redisBytes).join('')}`;
}

/** A reply as redis-cli shows it: at a terminal with types, in a pipe bare. */
export function redisText(reply: RedisReply, isTerminal: boolean, indent = ''): string {
  if (reply === null) return isTerminal ? '(nil)' : '';
  if (typeof reply === 'number') return isTerminal ? `(integer) ${reply}` : String(reply);
  if (typeof reply === 'string') return isTerminal ? JSON.stringify(reply) : reply;
  if ('simple' in reply) return reply.simple;
  if ('error' in reply) return isTerminal ? `(error) ${reply.error}` : reply.error;
  if (reply.length === 0) return isTerminal ? '(empty array)' : '';
  return reply
    .map((each, place) =>
      isTerminal
        ? `${place > 0 ? indent : ''}${place + 1}) ${redisText(each, true, `${indent}   `)}`
        : redisText(each, false),
    )
    .join('\n');
}

/** The command that the bytes begin with: an array of bulk strings, or a line. */
export function parseRedisCommand(
  bytes: string,
): { readonly argv: readonly string[]; readonly length: number } | undefined {
  const lineEnd = bytes.indexOf('\n');
  if (lineEnd < 0) return undefined;
  const line = bytes.slice(0, lineEnd).trim();
  if (!line.startsWith('*'))
    return { argv: line === '' ? [] : line.split(/\s+/), length: lineEnd + 1 };
  const argv: string[] = [];
  let at = lineEnd + 1;
  for (let count = Number(line.slice(1)); count > 0; count--) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number(bytes.slice(at + 1, end));
    if (!(size >= 0) || bytes.length < end + 2 + size + 2) return undefined;
    argv.push(bytes.slice(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return { argv, length: at };
}
