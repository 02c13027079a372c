// Makes bodies that a client might send: of the right shape for the most part, and wrong where it
// hurts. The schema says what is there to get wrong.
import type { FieldSchema, SchemaLookup } from '../../../../src/apis/schema/schemaBundle';
import type { Random } from '../../../../src/simulation/random';

const TEXTS = [
  '',
  'a',
  'web',
  'default',
  'kube-system',
  '-1',
  '80',
  'http',
  '10.0.0.1',
  '10.96.0.1/12',
  'fe80::1',
  'x.y/z',
  '/path',
  '../up',
  '*',
  '__proto__',
  'UPPER',
  'TCP',
  'nginx:1.27',
  '100m',
  '1Gi',
  '50%',
  '1.5e3',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000001Z',
  'Zm9v',
  'a=b,c notin (d)',
  '*/5 * * * *',
  '{"a":1}',
  'object.spec.replicas > 1',
  'é\u0000',
  'x'.repeat(300),
];
const NUMBERS = [0, 1, 2, 3, 80, 443, 30_080, 65_536, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 31)];
const WRONG = [null, true, false, 0, -1, 'text', [], {}, [[]], [null], { a: null }, [{}]];
/** How far down structs are filled; deeper ones are empty. */
const MAX_DEPTH = 9;

export class SchemaBody {
  readonly #schemas: SchemaLookup;
  readonly #random: Random;
  /** One field in so many has a value of another type. */
  readonly #wrongness: number;

  constructor(schemas: SchemaLookup, random: Random, wrongness: number) {
    this.#schemas = schemas;
    this.#random = random;
    this.#wrongness = wrongness;
  }

  /** `core.v1.Pod` */
  struct(schemaName: string, depth = 0): unknown {
    const { properties = {}, required = [] } = this.#schemas.schema(schemaName) ?? {};
    const members: [string, unknown][] = [];
    // Few fields of many: a pod has 40, and each of its containers 25.
    const wanted = depth === 0 ? 0.8 : Math.min(0.5, 5 / Object.keys(properties).length);
    for (const [name, field] of Object.entries(properties)) {
      const chance = required.includes(name) ? 0.97 : depth < MAX_DEPTH ? wanted : 0;
      if (this.#random.fraction() < chance) members.push([name, this.#value(field, depth + 1)]);
    }
    if (this.#oneIn(this.#wrongness)) members.push([this.pick(TEXTS), this.pick(WRONG)]);
    return Object.fromEntries(members);
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.#random.below(list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  wrong(): unknown {
    return WRONG[this.#random.below(WRONG.length)];
  }

  /** Any value without much in it. */
  leaf(): unknown {
    switch (this.#random.below(3)) {
      case 0:
        return this.pick(TEXTS);
      case 1:
        return this.pick(NUMBERS);
      default:
        return this.wrong();
    }
  }

  #value(field: FieldSchema, depth: number): unknown {
    if (this.#oneIn(this.#wrongness)) return this.wrong();
    switch (field.type) {
      case 'any':
        return this.wrong();
      case 'boolean':
        return this.#oneIn(2);
      case 'integer':
      case 'number':
        return this.#oneIn(20) ? this.pick(NUMBERS) : this.#random.below(100);
      case 'array':
        return this.#times(() => this.#value(field.items ?? { type: 'any' }, depth));
      case 'map': {
        const entries = this.#times(() => [
          this.pick(TEXTS),
          this.#value(field.values ?? { type: 'any' }, depth),
        ]);
        return Object.fromEntries(entries as [string, unknown][]);
      }
      case 'object':
        return this.struct(field.ref ?? '', depth);
      case 'string':
        return this.#text(field);
    }
  }

  #text({ enum: supported, format }: FieldSchema): unknown {
    if (supported !== undefined && !this.#oneIn(10)) return this.pick(supported);
    if (format === 'quantity') return this.pick(['0', '1', '100m', '1Gi', '64Mi', 2, 0.5]);
    if (format === 'int-or-string') return this.pick<unknown>([1, 80, '50%', 'http', '100%', 0]);
    if (format === 'date-time') return '2026-01-01T00:00:00Z';
    if (format === 'micro-time') return '2026-01-01T00:00:00.000001Z';
    if (format === 'byte') return 'Zm9v';
    return this.#oneIn(3) ? this.pick(TEXTS) : this.pick(['a', 'b', 'web', 'default']);
  }

  #times<T>(make: () => T): T[] {
    return Array.from({ length: this.#random.below(3) }, make);
  }

  #oneIn(count: number): boolean {
    return count > 0 && this.#random.below(count) === 0;
  }
}
