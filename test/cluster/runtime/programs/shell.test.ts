import assert from 'node:assert/strict';
import type { StringMap } from '../../../../src/apimachinery/objectMeta';
import { KNOWN_IMAGES } from '../../../../src/cluster/runtime/knownImages';
import { FileTree } from '../../../../src/cluster/runtime/files/fileTree';
import type { NameAnswer, NetworkView } from '../../../../src/cluster/runtime/networkView';
import type { ProcessStep } from '../../../../src/cluster/runtime/programs/process';
import { startProgram } from '../../../../src/cluster/runtime/programs/startProgram';

const NO_NETWORK: NetworkView = {
  dnsAddress: '10.96.0.10',
  nodeAddress: '172.18.0.3',
  lookup: () => ({ kind: 'unknown' }),
  connect: () => ({ kind: 'refused' }),
};

function start(
  argv: readonly string[],
  {
    image = 'busybox',
    environment = {},
    network = NO_NETWORK,
  }: { image?: string; environment?: StringMap; network?: NetworkView } = {},
) {
  const found = KNOWN_IMAGES.find(({ repository }) => repository === `docker.io/library/${image}`);
  assert.ok(found);
  return startProgram({
    image: found,
    argv,
    environment,
    namespace: 'default',
    network,
    hasMounts: false,
    hasTerminal: false,
    isTty: false,
    scope: {
      hostname: environment['HOSTNAME'] ?? 'pod',
      podIP: '10.244.1.2',
      imageTag: 'latest',
      workingDirectory: undefined,
      startEpochMs: 0,
      makeFiles: () =>
        new FileTree({ nowMs: () => 0, changed: () => undefined, readOnlyRoot: false }),
      processes: () => [],
      signal: () => false,
      randomBelow: () => 0,
    },
  });
}

/** Output, exit code and duration of a script that needs nothing from outside. */
function run(
  script: string,
  environment: StringMap = {},
): { lines: readonly string[]; step: ProcessStep } {
  const process = start(['sh', '-c', script], { environment });
  const step = process.advance(0);
  return { lines: process.state.printedUntil(Infinity).map(({ text }) => text), step };
}

const exit = (exitCode: number, atMs = 0): ProcessStep => ({ kind: 'exit', atMs, exitCode });

describe('shell scripts of everyday manifests', () => {
  it('print, sleep and exit', () => {
    assert.deepEqual(run('echo hello; sleep 2 && exit 3'), {
      lines: ['hello'],
      step: exit(3, 2000),
    });
    assert.deepEqual(run('false || echo "no $WHO"', { WHO: 'world' }).lines, ['no world']);
    assert.deepEqual(run('true && false').step, exit(1));
    assert.deepEqual(run('set -e; false; echo never'), { lines: [], step: exit(1) });
  });

  it('do not find commands that are not there', () => {
    assert.deepEqual(run('kubectl get pods; echo $?'), {
      lines: ['sh: kubectl: not found', '127'],
      step: exit(0),
    });
    assert.deepEqual(run('nope').step, exit(127));
  });

  it('have variables, arithmetic and substitution', () => {
    assert.deepEqual(
      run('i=1; while [ $i -le 3 ]; do echo "round $i"; i=$((i + 1)); sleep 1; done'),
      {
        lines: ['round 1', 'round 2', 'round 3'],
        step: exit(0, 3000),
      },
    );
    assert.deepEqual(run('for x in a b; do echo "$x-${Y:-z}"; done').lines, ['a-z', 'b-z']);
    assert.deepEqual(run('echo "host $(hostname)"', { HOSTNAME: 'web-1' }).lines, ['host web-1']);
    assert.deepEqual(
      run('if [ "$MODE" = fast ]; then echo quick; else echo slow; fi', { MODE: 'fast' }).lines,
      ['quick'],
    );
  });

  it('compare, and end a loop whose condition is none', () => {
    const status = (expression: string): string => run(`${expression}; echo $?`).lines.join(' ');
    for (const [expression, said] of [
      ['[ 1 -lt 2 -a ! b = c ]', '0'],
      ['[ 2 -lt 1 -o a != a ]', '1'],
      ['[ ! -z "" ]', '1'],
      ['[ \\( a = b -o c = c \\) -a -n x ]', '0'],
      ['[ ! ]', '0'],
      ['[ -n ]', '0'],
      ['[ "" ]', '1'],
      ['[ ]', '1'],
      ['[ -d /nowhere ]', '1'],
      ['[[ a == a ]]', '0'],
      ['[ -lt 5 ]', 'sh: 5: unknown operand 2'],
      ['[ a -lt 5 ]', 'sh: a: bad number 2'],
      ['[ a = ]', 'sh: =: unknown operand 2'],
      ['[ a = a', 'sh: missing ] 2'],
      ['test a = b', '1'],
    ] as const) {
      assert.equal(status(expression), said, expression);
    }
    const step = run('while [ $nothing -lt 5 ]; do sleep 1; done; echo over');
    assert.deepEqual(step.lines, ['sh: 5: unknown operand', 'over']);
  });

  it('loop forever without an event for each round', () => {
    const process = start(['sh', '-c', 'while true; do echo tick; sleep 5; done']);
    assert.deepEqual(process.advance(0), { kind: 'forever' });
    assert.equal(process.state.printedUntil(60_000).length, 13);
    const counter = start(['sh', '-c', 'i=0; while true; do echo $i; i=$((i+1)); sleep 1; done']);
    assert.deepEqual(counter.advance(0), { kind: 'resume', atMs: 500_000 });
  });

  it('repeat what a loop prints, not what stood before it', () => {
    const tail = (script: string): readonly string[] => {
      const process = start(['sh', '-c', `${script}; while true; do sleep 1; echo tick; done`]);
      process.advance(0);
      return process.state.printedUntil(3_000).map(({ text }) => text);
    };
    assert.deepEqual(tail('echo hello; echo again'), ['hello', 'again', 'tick', 'tick', 'tick']);
    assert.deepEqual(tail('printf no-'), ['no-tick', 'tick', 'tick']);
  });

  it('wait for a service', () => {
    let exists = false;
    const network = {
      ...NO_NETWORK,
      lookup: (name: string): NameAnswer =>
        exists ? { kind: 'found', name, addresses: ['10.96.0.7'] } : { kind: 'unknown' },
    };
    const process = start(
      ['sh', '-c', 'until nslookup myservice; do echo waiting; sleep 2; done; echo found'],
      { network },
    );
    let step = process.advance(0);
    for (
      let nowMs = 0;
      nowMs < 10_000 && step.kind === 'resume';
      nowMs = step.kind === 'resume' ? step.atMs : nowMs
    )
      step = process.advance(nowMs);
    assert.equal(step.kind, 'resume');
    exists = true;
    step = process.advance(20_000);
    assert.equal(step.kind, 'exit');
    assert.equal(process.state.printedUntil(Infinity).at(-1)?.text, 'found');
  });

  it('answer SIGTERM only where they say so', () => {
    const deaf = start(['sh', '-c', 'sleep 3600']);
    deaf.advance(0);
    assert.equal(deaf.state.term, undefined);
    const polite = start(['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done']);
    polite.advance(0);
    assert.equal(polite.state.term?.exitCode, 0);
  });

  it('start servers with exec, and survive what is not understood', () => {
    const server = start(['sh', '-c', 'echo starting; exec nginx -g "daemon off;"'], {
      image: 'nginx',
    });
    assert.deepEqual(server.advance(0), { kind: 'forever' });
    assert.equal(server.state.listensFromMs(80), 60);
    const arrays = start(['bash', '-ecx', 'ARGS=("start" "-x")\nexec redis-server "${ARGS[@]}"'], {
      image: 'redis',
    });
    assert.deepEqual(arrays.advance(0), { kind: 'forever' });
    assert.ok(arrays.state.listensFromMs(6379));
  });
});

describe('programs of images', () => {
  it('end where their environment is missing', () => {
    const process = start([], { image: 'postgres' });
    assert.deepEqual(process.advance(0), exit(1, 200));
    assert.match(
      process.state.printedUntil(Infinity)[0]?.text ?? '',
      /superuser password is not specified/,
    );
  });

  it('end at once where they are a shell without a terminal', () => {
    assert.deepEqual(start([]).advance(0), exit(0));
  });

  it('take options, or run another command', () => {
    assert.deepEqual(start(['sleep', '1'], { image: 'nginx' }).advance(0), exit(0, 1000));
    assert.throws(
      () => start(['/app/run']),
      /exec: "\/app\/run": stat \/app\/run: no such file or directory$/,
    );
  });
});
