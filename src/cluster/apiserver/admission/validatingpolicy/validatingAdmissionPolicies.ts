// Holds requests to the ValidatingAdmissionPolicies that are bound to them.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/,
// k8s.io/apiserver/pkg/admission/plugin/policy/validating (dispatcher.go).
//
// Differs from Kubernetes: policies and bindings count from the moment that they are written;
// kube-apiserver looks for changes once a second. Warnings of connections are for nobody.
import { ApiStatusError } from '../../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { qualifiedResource } from '../../../../apimachinery/resource';
import {
  compilePolicy,
  type CompiledPolicy,
} from '../../../../apis/admissionregistration/compiledPolicy';
import { CelBudget } from '../../../../apis/cel/celCost';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../../../apis/generated/admissionregistration/v1';
import {
  VALIDATING_ADMISSION_POLICIES,
  VALIDATING_ADMISSION_POLICY_BINDINGS,
} from '../../../../apis/resources';
import type { Authorizer } from '../../authorization/authorizer';
import { StoredList } from '../../storedList';
import type { StoredObjects } from '../../storedObjects';
import type { AdmissionPlugin, AdmissionRequest, AdmissionScope, Warn } from '../admissionPlugin';
import { evaluatePolicy, type PolicyDecision } from './policyEvaluation';
import { isAdmissionPolicy, matchesResources, subjectOf, type Subject } from './policyMatching';
import { collectParams, PolicyConfigurationError } from './policyParams';

/** What one request is held to. */
interface Run {
  readonly subject: Subject;
  readonly warn: Warn;
  readonly budget: CelBudget;
}

interface Denial {
  readonly policy: string;
  readonly binding: string;
  readonly decision: PolicyDecision;
}

export class ValidatingAdmissionPolicies implements AdmissionPlugin {
  readonly name = 'ValidatingAdmissionPolicy';
  readonly #objects: StoredObjects;
  readonly #authorizer: Authorizer;
  /** Asked for with every write. */
  readonly #bindings: StoredList<ValidatingAdmissionPolicyBinding>;
  /** By their spec, which is another object when it changes. */
  readonly #compiled = new WeakMap<object, CompiledPolicy>();

  constructor(objects: StoredObjects, authorizer: Authorizer) {
    this.#objects = objects;
    this.#authorizer = authorizer;
    this.#bindings = new StoredList(objects, VALIDATING_ADMISSION_POLICY_BINDINGS);
  }

  /** Reviews do not come here. */
  handles(scope: AdmissionScope): boolean {
    return !isAdmissionPolicy(scope);
  }

  check(request: AdmissionRequest, warn: Warn): void {
    const { operation, subresource, old } = request;
    if (operation !== 'DELETE' || subresource !== undefined) return;
    if (old !== undefined) this.#dispatch({ request, object: undefined, old }, warn);
  }

  validate(object: ApiObject, request: AdmissionRequest, warn: Warn): void {
    this.#dispatch({ request, object, old: request.old }, warn);
  }

  #dispatch(about: Omit<Subject, 'namespace'>, warn: Warn): void {
    const bindings = this.#bindings.items;
    if (bindings.length === 0) return;
    const subject = subjectOf(this.#objects, about);
    const run = { subject, warn, budget: new CelBudget() };
    const denials = bindings.flatMap((binding) => this.#ofBinding(binding, run));
    const [first] = denials;
    if (first !== undefined) throw denied(subject.request, first);
  }

  #ofBinding(binding: ValidatingAdmissionPolicyBinding, run: Run): readonly Denial[] {
    const { subject, warn } = run;
    const { policyName, matchResources, validationActions } = binding.spec;
    const policy = this.#objects.get(VALIDATING_ADMISSION_POLICIES, undefined, policyName);
    if (policy === undefined) return [];
    const { spec } = policy;
    if (!matchesResources(spec.matchConstraints, subject)) return [];
    if (!matchesResources(matchResources, subject)) return [];
    const denials: Denial[] = [];
    for (const decision of this.#decisions(spec, binding, run)) {
      const { message } = decision;
      if (validationActions.includes('Warn')) {
        warn(
          `Validation failed for ValidatingAdmissionPolicy '${policyName}' with binding '${binding.metadata.name}': ${message}`,
        );
      }
      if (validationActions.includes('Deny') || message.startsWith(CONFIGURATION)) {
        denials.push({ policy: policyName, binding: binding.metadata.name, decision });
      }
    }
    return denials;
  }

  #decisions(
    spec: ValidatingAdmissionPolicy['spec'],
    { spec: { paramRef } }: ValidatingAdmissionPolicyBinding,
    { subject, budget }: Run,
  ): readonly PolicyDecision[] {
    const tools = { budget, authorizer: this.#authorizer };
    const ignoreErrors = spec.failurePolicy === 'Ignore';
    const { namespace } = subject.request;
    try {
      const params = collectParams(this.#objects, spec.paramKind, paramRef, namespace);
      const policy = this.#compile(spec);
      return params.flatMap((each) => evaluatePolicy(policy, subject, each, ignoreErrors, tools));
    } catch (error) {
      if (!(error instanceof PolicyConfigurationError)) throw error;
      if (ignoreErrors) return [];
      return [{ message: CONFIGURATION + error.message, reason: 'Invalid', isError: true }];
    }
  }

  #compile(spec: ValidatingAdmissionPolicy['spec']): CompiledPolicy {
    let policy = this.#compiled.get(spec);
    if (policy === undefined) {
      ({ policy } = compilePolicy(spec));
      this.#compiled.set(spec, policy);
    }
    return policy;
  }
}

const CONFIGURATION = 'failed to configure binding: ';

function denied(
  { kind, name }: AdmissionRequest,
  { policy, binding, decision }: Denial,
): ApiStatusError {
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${decision.message}`;
  const { group, plural } = kind.resource;
  const subject = `${qualifiedResource(kind.resource)} "${name || 'Unknown'}"`;
  return new ApiStatusError(decision.reason, `${subject} is forbidden: ${message}`, {
    name: name || 'Unknown',
    group: group || undefined,
    kind: plural,
    causes: [{ message }],
  });
}
