// Says of ValidatingAdmissionPolicies that they have been looked at, in the generation that they are of.
// Source: k8s.io/kubernetes/pkg/controller/validatingadmissionpolicystatus (controller.go).
//
// Differs from Kubernetes: the types of fields are not checked, so that typeChecking has no warnings ever.
import { isNotFound } from '../../apimachinery/apiStatus';
import type { ValidatingAdmissionPolicy } from '../../apis/generated/admissionregistration/v1';
import { VALIDATING_ADMISSION_POLICIES } from '../../apis/resources';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';

export class AdmissionPolicyStatus implements Controller {
  readonly #context: ControllerContext;
  readonly #policies: Informer<ValidatingAdmissionPolicy>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#policies = context.informers.informer(VALIDATING_ADMISSION_POLICIES);
    const label = 'sync validatingadmissionpolicy';
    this.#queue = new WorkQueue(context.simulation, { label }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    const enqueue = ({ metadata }: ValidatingAdmissionPolicy): void => {
      this.#queue.add(metadata.name);
    };
    this.#policies.addHandlers({
      added: enqueue,
      updated: (_, policy) => {
        enqueue(policy);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const { metadata } of this.#policies.list()) this.#queue.add(metadata.name);
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): void {
    const policy = this.#policies.get(undefined, name);
    if (policy === undefined) return;
    const { generation } = policy.metadata;
    const { status } = policy;
    if (status.typeChecking !== undefined && status.observedGeneration === generation) return;
    const observed = { ...status, observedGeneration: generation, typeChecking: {} };
    try {
      this.#context.client.updateStatus(VALIDATING_ADMISSION_POLICIES, {
        ...policy,
        status: observed,
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
