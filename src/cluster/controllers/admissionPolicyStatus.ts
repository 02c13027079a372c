// Says of ValidatingAdmissionPolicies what is wrong with the types of their expressions, in the generation that
// they are of. Source: k8s.io/kubernetes/pkg/controller/validatingadmissionpolicystatus (controller.go).
import { isNotFound } from '../../apimachinery/apiStatus';
import { expressionWarnings } from '../../apis/admissionregistration/typeChecking';
import type { ValidatingAdmissionPolicy } from '../../apis/generated/admissionregistration/v1';
import { VALIDATING_ADMISSION_POLICIES } from '../../apis/resources';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';
import { KindSchemas } from './kindSchemas';

export class AdmissionPolicyStatus implements Controller {
  readonly #context: ControllerContext;
  readonly #policies: Informer<ValidatingAdmissionPolicy>;
  readonly #schemas: KindSchemas;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext, schema: KubernetesSchema | undefined) {
    this.#context = context;
    this.#schemas = new KindSchemas(context, schema);
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
    const warnings = expressionWarnings(policy.spec, this.#schemas);
    const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings };
    const observed = { ...status, observedGeneration: generation, typeChecking };
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
