import assert from 'node:assert/strict';
import { NODES, PODS, SERVICE_ACCOUNTS } from '../../../../src/apis/resources';
import type { Pod } from '../../../../src/apis/generated/core/v1';
import type { ObjectMeta } from '../../../../src/apimachinery/objectMeta';
import { POD_RULES } from '../../../../src/apis/core/pod';
import { podDraft, ServerLab } from '../serverLab';

const PRIORITY_CLASSES = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  plural: 'priorityclasses',
  kind: 'PriorityClass',
  namespaced: false,
};

const METADATA: ObjectMeta = { name: 'web', uid: '', resourceVersion: '', creationTimestamp: '' };

describe('admission of a pod', () => {
  function create({ client }: ServerLab, spec: Partial<Pod['spec']> = {}, annotations = {}): Pod {
    return client.create(PODS, 'default', podDraft({ generateName: 'web-', annotations }, spec));
  }

  it('gives it the default service account and its token', () => {
    const { spec } = create(new ServerLab());
    assert.equal(spec.serviceAccountName, 'default');
    const [volume] = spec.volumes ?? [];
    assert.match(volume?.name ?? '', /^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    assert.equal(volume?.projected?.sources?.length, 3);
    assert.deepEqual(spec.containers[0]?.volumeMounts, [
      {
        name: volume?.name,
        readOnly: true,
        mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
      },
    ]);
  });

  it('leaves the token out where pod or account say so', () => {
    const cluster = new ServerLab();
    assert.equal(create(cluster, { automountServiceAccountToken: false }).spec.volumes, undefined);
    cluster.client.create(SERVICE_ACCOUNTS, 'default', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'bare' },
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
    });
    const { spec } = create(cluster, { serviceAccountName: 'bare' });
    assert.equal(spec.volumes, undefined);
    assert.deepEqual(spec.imagePullSecrets, [{ name: 'registry' }]);
  });

  it('refuses a service account that is not there', () => {
    assert.throws(() => create(new ServerLab(), { serviceAccountName: 'nobody' }), {
      reason: 'Forbidden',
      message:
        'pods "web-" is forbidden: error looking up service account default/nobody: ' +
        'serviceaccount "nobody" not found',
    });
  });

  it('leaves mirror pods as the kubelet made them', () => {
    const { spec } = create(new ServerLab(), {}, { 'kubernetes.io/config.mirror': 'hash' });
    assert.equal(spec.serviceAccountName, undefined);
    assert.equal(spec.volumes, undefined);
  });

  it('lets it stay 300 seconds on a node in trouble, unless it says otherwise', () => {
    const cluster = new ServerLab();
    const tolerates = (key: string, tolerationSeconds: number) => ({
      key,
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
      tolerationSeconds,
    });
    const notReady = 'node.kubernetes.io/not-ready';
    const unreachable = 'node.kubernetes.io/unreachable';
    assert.deepEqual(create(cluster).spec.tolerations, [
      tolerates(notReady, 300),
      tolerates(unreachable, 300),
    ]);
    assert.deepEqual(create(cluster, { tolerations: [tolerates(notReady, 10)] }).spec.tolerations, [
      tolerates(notReady, 10),
      tolerates(unreachable, 300),
    ]);
    const everything = [{ operator: 'Exists' as const }];
    assert.deepEqual(create(cluster, { tolerations: everything }).spec.tolerations, everything);
  });

  it('computes its priority from its class', () => {
    const cluster = new ServerLab();
    const priority = (spec: Partial<Pod['spec']>): unknown => create(cluster, spec).spec.priority;
    assert.equal(priority({}), 0);
    assert.equal(priority({ priorityClassName: 'system-node-critical' }), 2_000_001_000);
    cluster.client.create(PRIORITY_CLASSES, undefined, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'gold' },
      ...{ value: 1000, preemptionPolicy: 'Never' },
    });
    const gold = create(cluster, { priorityClassName: 'gold' });
    assert.equal(gold.spec.priority, 1000);
    assert.equal(gold.spec.preemptionPolicy, 'Never');
    assert.throws(() => priority({ priorityClassName: 'lead' }), {
      message: 'pods "web-" is forbidden: no PriorityClass with name lead was found',
    });
    assert.throws(() => priority({ priority: 7 }), {
      message:
        'pods "web-" is forbidden: the integer value of priority (7) must not be provided in pod spec; ' +
        'priority admission controller computed 0 from the given PriorityClass name',
    });
  });

  it('takes the priority class that is the default for all', () => {
    const cluster = new ServerLab();
    cluster.client.create(PRIORITY_CLASSES, undefined, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'silver' },
      ...{ value: 5, globalDefault: true },
    });
    const { spec } = create(cluster);
    assert.equal(spec.priorityClassName, 'silver');
    assert.equal(spec.priority, 5);
  });

  it('lets one priority class alone be the default', () => {
    const { client } = new ServerLab();
    const add = (name: string, globalDefault: boolean): void => {
      client.create(PRIORITY_CLASSES, undefined, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        ...{ value: 5, globalDefault },
      });
    };
    add('silver', true);
    const why = 'PriorityClass silver is already marked as default. Only one default can exist';
    assert.throws(
      () => {
        add('gold', true);
      },
      { message: `priorityclasses.scheduling.k8s.io "gold" is forbidden: ${why}` },
    );
    add('gold', false);
    const labels = { metadata: { labels: { a: 'b' } } };
    client.patch(PRIORITY_CLASSES, undefined, 'silver', { type: 'merge', body: labels });
  });

  it('lets pods of one template share their spec', () => {
    const cluster = new ServerLab();
    // As a controller's template has it: complete by defaults, untouched by admission.
    const template = POD_RULES.defaults({ ...(podDraft({}) as Pod), metadata: METADATA }).spec;
    const [a, b] = ['a', 'b'].map((name) =>
      cluster.client.create(PODS, 'default', { ...podDraft({ name }), spec: template }),
    );
    assert.equal(a?.spec, b?.spec);
    assert.ok(a?.spec.volumes);
  });
});

describe('admission of a node', () => {
  it('keeps pods away until it is seen ready', () => {
    const { client } = new ServerLab();
    const node = client.create(NODES, undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      spec: { taints: [{ key: 'a', effect: 'NoExecute' }] },
    });
    assert.deepEqual(node.spec.taints, [
      { key: 'a', effect: 'NoExecute' },
      { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
    ]);
  });
});
