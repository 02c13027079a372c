// The API server against the simplest thing that could be right: a map of objects. Random clients
// act on what they have read, which may be old, and no accepted write may be lost.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import type { ConfigMap } from '../../../src/apis/generated/core/v1';
import { CONFIG_MAPS } from '../../../src/apis/resources';
import { ServerLab } from './serverLab';

interface Step {
  readonly client: number;
  readonly name: string;
  readonly act: 'create' | 'read' | 'increment' | 'patch' | 'delete';
}

const step: fc.Arbitrary<Step> = fc.record({
  client: fc.nat(2),
  name: fc.constantFrom('a', 'b'),
  act: fc.constantFrom('create', 'read', 'increment', 'patch', 'delete'),
});

/** The count that a config map holds, twice: by optimistic writes and by patches. */
interface Model {
  count: number;
  patches: number;
}

class Story {
  readonly #cluster = new ServerLab();
  readonly #model = new Map<string, Model>();
  readonly #read = new Map<string, ConfigMap>();

  run({ client, name, act }: Step): void {
    const memory = `${String(client)} ${name}`;
    try {
      this.#act(name, act, memory);
    } catch (error) {
      assert.ok(error instanceof ApiStatusError, String(error));
      this.#assertRightlyRefused(error, name, act, memory);
    }
    this.#assertSameAsModel();
  }

  #act(name: string, act: Step['act'], memory: string): void {
    const { client } = this.#cluster;
    switch (act) {
      case 'create':
        client.create(CONFIG_MAPS, 'default', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name },
          data: { count: '0', patches: '0' },
        });
        this.#model.set(name, { count: 0, patches: 0 });
        return;
      case 'read':
        this.#read.set(memory, client.get(CONFIG_MAPS, 'default', name));
        return;
      case 'increment': {
        const read = this.#read.get(memory);
        if (read === undefined) return;
        const count = String(Number(read.data?.count) + 1);
        client.update(CONFIG_MAPS, { ...read, data: { ...read.data, count } });
        const model = this.#model.get(name) ?? assert.fail('written to nothing');
        model.count++;
        return;
      }
      case 'patch': {
        const model = this.#model.get(name);
        const patches = String((model?.patches ?? 0) + 1);
        client.patch(CONFIG_MAPS, 'default', name, { type: 'merge', body: { data: { patches } } });
        if (model !== undefined) model.patches++;
        return;
      }
      case 'delete':
        client.delete(CONFIG_MAPS, 'default', name);
        this.#model.delete(name);
    }
  }

  #assertRightlyRefused(
    error: ApiStatusError,
    name: string,
    act: Step['act'],
    memory: string,
  ): void {
    const exists = this.#model.has(name);
    if (act === 'create') assert.deepEqual([error.reason, exists], ['AlreadyExists', true]);
    else if (error.reason === 'NotFound') assert.equal(exists, false);
    else {
      assert.deepEqual([error.reason, act], ['Conflict', 'increment']);
      const current = this.#cluster.client.get(CONFIG_MAPS, 'default', name);
      assert.notEqual(
        current.metadata.resourceVersion,
        this.#read.get(memory)?.metadata.resourceVersion,
      );
    }
  }

  #assertSameAsModel(): void {
    const { items } = this.#cluster.client.list(CONFIG_MAPS, 'default');
    const stored = items.map(({ metadata, data }) => [metadata.name, data?.count, data?.patches]);
    const expected = [...this.#model].map(([name, model]) => [
      name,
      String(model.count),
      String(model.patches),
    ]);
    assert.deepEqual(stored, expected.sort());
  }
}

describe('random clients', () => {
  it('never lose a write, and are refused only for a reason', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const story = new Story();
        for (const each of steps) story.run(each);
      }),
    );
  });
});
