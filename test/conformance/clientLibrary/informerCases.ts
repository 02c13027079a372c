// An informer over a thousand objects, whose connection is lost and whose place in the history is forgotten.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import { configMap, isAnswered, NAMESPACE, until, type CaseLab } from './caseLab';
import { MANY, MANY_LABELS, manyName, type CaseName } from './protocol';

const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const SELECTOR = Object.entries(MANY_LABELS).flat().join('=');
const RESTART_MS = 50;

class WatchedMany {
  readonly informer: k8s.Informer<k8s.V1ConfigMap> & k8s.ObjectCache<k8s.V1ConfigMap>;
  readonly heard = { add: 0, update: 0, delete: 0 };
  lists = 0;
  #isWanted = false;

  constructor({ config, core }: CaseLab) {
    const list = (): Promise<k8s.V1ConfigMapList> => {
      this.lists++;
      return core.listNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: SELECTOR });
    };
    this.informer = k8s.makeInformer(config, PATH, list, SELECTOR);
    this.informer.on('add', () => this.heard.add++);
    this.informer.on('update', () => this.heard.update++);
    this.informer.on('delete', () => this.heard.delete++);
    // As its documentation advises: what ended is started anew.
    this.informer.on('error', () => {
      setTimeout(() => {
        if (this.#isWanted) void this.informer.start();
      }, RESTART_MS);
    });
  }

  async start(): Promise<void> {
    this.#isWanted = true;
    await this.informer.start();
  }

  /** What its watch ends with counts as an error. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.informer.stop();
  }

  valueOf(name: string): string | undefined {
    return this.informer.get(name, NAMESPACE)?.data?.['value'];
  }
}

export function informerCases(lab: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const { core } = lab;
  const many = new WatchedMany(lab);
  const { informer, heard } = many;
  const replace = (name: string, value: string): Promise<k8s.V1ConfigMap> =>
    core.replaceNamespacedConfigMap({
      name,
      namespace: NAMESPACE,
      body: configMap(name, { value }, 'many'),
    });

  return {
    'an informer knows a thousand objects': async () => {
      await lab.act('createMany');
      await many.start();
      await until('all are in the cache', () => heard.add === MANY);
      assert.equal(informer.list(NAMESPACE).length, MANY);
      assert.equal(many.lists, 1);
    },

    'an informer hears of changes': async () => {
      await replace(manyName(1), 'second');
      await until('the update', () => many.valueOf(manyName(1)) === 'second');
      await core.deleteNamespacedConfigMap({ name: manyName(2), namespace: NAMESPACE });
      await until('the deletion', () => informer.get(manyName(2), NAMESPACE) === undefined);
      assert.deepEqual(heard, { add: MANY, update: 1, delete: 1 });
    },

    'an informer goes on behind a lost connection': async () => {
      await lab.act('crashApiServer');
      // A connection that is kept for later requests may turn out to be lost only when it is used.
      await until('the change is taken', () => isAnswered(replace(manyName(1), 'third')));
      await until('what came later', () => many.valueOf(manyName(1)) === 'third');
      assert.equal(informer.list(NAMESPACE).length, MANY - 1);
    },

    'an informer lists anew where the history is forgotten': async () => {
      await many.stop();
      const before = many.lists;
      await core.deleteNamespacedConfigMap({ name: manyName(3), namespace: NAMESPACE });
      await core.createNamespacedConfigMap({
        namespace: NAMESPACE,
        body: configMap('late', { value: 'late' }, 'many'),
      });
      await lab.act('forgetHistory');
      await many.start();
      await until('what came meanwhile', () => many.valueOf('late') === 'late');
      assert.equal(informer.get(manyName(3), NAMESPACE), undefined);
      assert.equal(many.lists, before + 1);
      assert.deepEqual([heard.add, heard.delete], [MANY + 1, 2]);
      await replace('late', 'later');
      await until('what comes now', () => many.valueOf('late') === 'later');
      await many.stop();
    },
  };
}
