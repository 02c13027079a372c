// Keeps the rules of a cluster role with an aggregationRule: those of all cluster roles that its
// selectors match. So `edit` holds what `view` holds, and an operator's role can join in by a label.
// Source: k8s.io/kubernetes/pkg/controller/clusterroleaggregation (clusterroleaggregation_controller.go).
//
// Differs from Kubernetes: the rules are written by an update, where Kubernetes applies them
// (server-side), falling back to an update.
import { isNotFound } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { labelSelectorRequirements, matchesLabelSelector } from '../../apimachinery/labelSelector';
import type { ClusterRole, PolicyRule } from '../../apis/generated/rbac/v1';
import { CLUSTER_ROLES } from '../../apis/resources';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';

export class ClusterRoleAggregation implements Controller {
  readonly #context: ControllerContext;
  readonly #roles: Informer<ClusterRole>;
  readonly #queue: WorkQueue;
  #started = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#roles = context.informers.informer(CLUSTER_ROLES);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync clusterrole' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    const enqueue = (): void => {
      // Before, all roles come one after the other, and there is nothing to do about any.
      if (this.#started) this.#enqueueAggregated();
    };
    this.#roles.addHandlers({ added: enqueue, updated: enqueue, deleted: enqueue });
  }

  start(): void {
    this.#started = true;
    this.#queue.start();
    this.#enqueueAggregated();
  }

  stop(): void {
    this.#queue.stop();
  }

  /** Any role may be one that another gathers. */
  #enqueueAggregated(): void {
    for (const { aggregationRule, metadata } of this.#roles.list()) {
      if (aggregationRule !== undefined) this.#queue.add(metadata.name);
    }
  }

  #sync(name: string): void {
    const role = this.#roles.get(undefined, name);
    if (role?.aggregationRule === undefined) return;
    const rules = this.#gathered(role);
    if (deepEqual(rules, role.rules ?? [])) return;
    try {
      this.#context.client.update(CLUSTER_ROLES, { ...role, rules });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** In the order of the selectors and then of names, each rule once. */
  #gathered(role: ClusterRole): readonly PolicyRule[] {
    const rules = new Map<string, PolicyRule>();
    for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
      const requirements = labelSelectorRequirements(selector) ?? [];
      const matching = [...this.#roles.list()].filter(
        ({ metadata }) =>
          metadata.name !== role.metadata.name &&
          matchesLabelSelector(requirements, metadata.labels ?? {}),
      );
      matching.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      for (const rule of matching.flatMap((each) => each.rules ?? [])) {
        const text = textOf(rule);
        if (!rules.has(text)) rules.set(text, rule);
      }
    }
    return [...rules.values()];
  }
}

/** Equal rules have the same, whatever order their fields were written in. */
function textOf({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceURLs,
}: PolicyRule): string {
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs]);
}
