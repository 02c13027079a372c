import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import type { Pod } from '../../../src/apis/generated/core/v1';
import type {
  PodDisruptionBudget,
  PodDisruptionBudgetSpec,
} from '../../../src/apis/generated/policy/v1';
import { DEPLOYMENTS, EVENTS, POD_DISRUPTION_BUDGETS, PODS } from '../../../src/apis/resources';
import { evictPods } from '../../../src/kubectl/drain';
import { podDraft } from '../apiserver/serverLab';
import { ControllerLab, webDeployment } from './controllerLab';

const SELECTOR = { matchLabels: { app: 'web' } };

function budgetOf(lab: ControllerLab, name = 'web'): PodDisruptionBudget {
  return lab.admin.get(POD_DISRUPTION_BUDGETS, 'default', name);
}

function addBudget(lab: ControllerLab, spec: PodDisruptionBudgetSpec, name = 'web'): void {
  lab.admin.create(POD_DISRUPTION_BUDGETS, 'default', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { selector: SELECTOR, ...spec },
  });
  lab.runForSeconds(1);
}

/** Three replicas that are ready, under a budget. */
function guarded(spec: PodDisruptionBudgetSpec): ControllerLab {
  const lab = new ControllerLab();
  lab.create(DEPLOYMENTS, webDeployment(3));
  lab.runForSeconds(10);
  addBudget(lab, spec);
  return lab;
}

/** `healthy/desired of expected, allowed` and the condition. */
function line({ status }: PodDisruptionBudget): string {
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed, conditions } = status;
  const numbers = [currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed];
  const [condition] = conditions ?? [];
  return `${numbers.join(' ')} ${condition?.status ?? ''} ${condition?.reason ?? ''}`;
}

function podsOf(lab: ControllerLab): readonly Pod[] {
  return lab.admin.list(PODS, 'default').items.filter(({ status }) => status.phase === 'Running');
}

function evict(lab: ControllerLab, pod: Pod | undefined): void {
  const name = pod?.metadata.name ?? assert.fail('no pod');
  lab.admin.createSubresource(PODS, 'default', name, 'eviction', {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace: 'default' },
  });
}

describe('a disruption budget', () => {
  const CASES: readonly (readonly [PodDisruptionBudgetSpec, string])[] = [
    [{ minAvailable: 2 }, '3 2 3 1 True SufficientPods'],
    [{ minAvailable: 3 }, '3 3 3 0 False InsufficientPods'],
    [{ minAvailable: '50%' }, '3 2 3 1 True SufficientPods'],
    [{ maxUnavailable: 1 }, '3 2 3 1 True SufficientPods'],
    [{ maxUnavailable: '34%' }, '3 1 3 2 True SufficientPods'],
    [{ maxUnavailable: 7 }, '3 0 3 3 True SufficientPods'],
  ];
  for (const [spec, expected] of CASES) {
    it('warns of pods that have no controller, where it counts by controllers', () => {
      const lab = new ControllerLab();
      const labels = { app: 'web' };
      lab.create(PODS, podDraft({ name: 'lonely', labels }));
      addBudget(lab, { maxUnavailable: 1 });
      const events = lab.admin.list(EVENTS, 'default').items;
      const event = events.find(({ reason }) => reason === 'UnmanagedPods');
      assert.equal(event?.type, 'Warning');
      assert.match(
        event.message ?? '',
        /^Pods selected by this PodDisruptionBudget \(selector: &LabelSelector\{MatchLabels:map\[string\]string\{app: web,\},MatchExpressions:\[\]LabelSelectorRequirement\{\},\}\) were found to be unmanaged\./,
      );
    });

    it(`of ${JSON.stringify(spec)} counts the pods of a Deployment`, () => {
      assert.equal(line(budgetOf(guarded(spec))), expected);
    });
  }

  it('that covers no pod allows nothing, and says so in an event', () => {
    const lab = new ControllerLab();
    addBudget(lab, { minAvailable: 0 });
    assert.equal(line(budgetOf(lab)), '0 0 0 0 False InsufficientPods');
    assert.deepEqual(lab.events('PodDisruptionBudget'), ['NoPods: No matching pods found']);
  });

  it('allows nothing where nobody knows how many pods there ought to be', () => {
    const lab = new ControllerLab();
    const controller = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: 'j',
      uid: 'u',
      controller: true,
    };
    lab.admin.create(PODS, 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', labels: { app: 'web' }, ownerReferences: [controller] },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
    });
    addBudget(lab, { maxUnavailable: 1 });
    const { conditions, disruptionsAllowed } = budgetOf(lab).status;
    assert.equal(disruptionsAllowed, 0);
    assert.deepEqual(
      conditions?.map(({ reason, message }) => `${reason}: ${message}`),
      ['SyncFailed: jobs.batch does not implement the scale subresource'],
    );
  });

  it('lets pods go one by one, each when the last one is replaced', () => {
    const lab = guarded({ minAvailable: 2 });
    const [first, second] = podsOf(lab);
    evict(lab, first);
    assert.throws(
      () => {
        evict(lab, second);
      },
      (error: unknown) => {
        assert.ok(error instanceof ApiStatusError);
        assert.equal(error.code, 429);
        assert.equal(
          error.message,
          "Cannot evict pod as it would violate the pod's disruption budget.",
        );
        assert.deepEqual(error.details?.causes, [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget web needs 2 healthy pods and has 3 currently',
          },
        ]);
        return true;
      },
    );
    lab.runForSeconds(10);
    assert.equal(line(budgetOf(lab)), '3 2 3 1 True SufficientPods');
    evict(lab, second);
  });

  it('that the controller has not looked at yet lets nothing go', () => {
    const lab = guarded({ minAvailable: 1 });
    const { metadata } = budgetOf(lab);
    lab.manager.stop();
    lab.admin.patch(POD_DISRUPTION_BUDGETS, 'default', metadata.name, {
      type: 'merge',
      body: { spec: { minAvailable: 2 } },
    });
    const [pod] = podsOf(lab);
    const { lines, refused } = evictPods(lab.admin, pod === undefined ? [] : [pod]);
    assert.equal(refused.length, 1);
    const name = pod?.metadata.name ?? '';
    assert.deepEqual(lines, [
      `evicting pod default/${name}`,
      `error when evicting pods/"${name}" -n "default" (will retry after 5s): ` +
        "Cannot evict pod as it would violate the pod's disruption budget.",
    ]);
  });

  it('costs nothing as a dry run, and nothing where the eviction is refused', () => {
    const lab = guarded({ minAvailable: 2 });
    const before = budgetOf(lab);
    const [pod] = podsOf(lab);
    const name = pod?.metadata.name ?? '';
    const eviction = (options: object, deleteOptions: object) => {
      lab.admin.createSubresource(
        PODS,
        'default',
        name,
        'eviction',
        { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions },
        options,
      );
    };
    eviction({ dryRun: true }, {});
    assert.throws(() => {
      eviction({}, { preconditions: { uid: 'other' } });
    });
    assert.deepEqual(budgetOf(lab), before);
    assert.deepEqual(lab.admin.get(PODS, 'default', name), pod);
  });

  it('is one too many where there are two', () => {
    const lab = guarded({ minAvailable: 1 });
    addBudget(lab, { maxUnavailable: 1 }, 'other');
    assert.throws(
      () => {
        evict(lab, podsOf(lab)[0]);
      },
      {
        code: 500,
        message:
          'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      },
    );
  });

  it('guards pods that are not ready by its policy', () => {
    const lab = new ControllerLab();
    lab.create(DEPLOYMENTS, webDeployment(2));
    lab.runForSeconds(10);
    addBudget(lab, { minAvailable: 2 });
    const pod = podsOf(lab)[0] ?? assert.fail('no pod');
    lab.setReady(pod, 'False');
    lab.runFor(100);
    assert.equal(line(budgetOf(lab)), '1 2 2 0 False InsufficientPods');
    assert.throws(
      () => {
        evict(lab, pod);
      },
      { code: 429 },
    );
    const always = { spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' } };
    lab.admin.patch(POD_DISRUPTION_BUDGETS, 'default', 'web', { type: 'merge', body: always });
    evict(lab, pod);
    assert.ok(lab.pods.get('default', pod.metadata.name)?.metadata.deletionTimestamp);
  });
});
