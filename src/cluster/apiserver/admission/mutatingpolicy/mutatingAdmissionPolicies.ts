// Changes objects as the MutatingAdmissionPolicies say that are bound to them.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/,
// k8s.io/apiserver/pkg/admission/plugin/policy/mutating (dispatcher.go, reinvocationcontext.go), policy/generic.
//
// Differs from Kubernetes: policies and bindings count from the moment that they are written; the options of
// connections are not changed.
import { ApiStatusError } from '../../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import {
  compileMutatingPolicy,
  type CompiledMutatingPolicy,
} from '../../../../apis/admissionregistration/compiledMutations';
import { CelBudget } from '../../../../apis/cel/celCost';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
} from '../../../../apis/generated/admissionregistration/v1';
import {
  MUTATING_ADMISSION_POLICIES,
  MUTATING_ADMISSION_POLICY_BINDINGS,
} from '../../../../apis/resources';
import { SchemaDecoder } from '../../../../apis/schema/decode';
import type { Authorizer } from '../../authorization/authorizer';
import { SchemaShapes } from '../../fieldmanager/schemaShapes';
import { StoredList } from '../../storedList';
import type { StoredObjects } from '../../storedObjects';
import type { AdmissionPlugin, AdmissionRequest, AdmissionScope } from '../admissionPlugin';
import { ExpressionFailure, ExpressionRun } from '../validatingpolicy/expressionRun';
import {
  isAdmissionPolicy,
  matchesResources,
  subjectOf,
  type Subject,
} from '../validatingpolicy/policyMatching';
import { collectParams, PolicyConfigurationError } from '../validatingpolicy/policyParams';
import {
  MutationError,
  withApplyConfiguration,
  withJsonPatch,
  type PatchTools,
} from './patchedObject';

/** A policy that is bound to a request, with one object of params. */
interface Invocation {
  readonly key: string;
  readonly binding: string;
  readonly policy: MutatingAdmissionPolicy;
  readonly params: ApiObject | undefined;
}

interface PolicyError {
  readonly policy: string;
  readonly binding: string;
  readonly message: string;
  /** Of what is wrong with the binding, nothing else is said than that it is forbidden. */
  readonly isConfiguration: boolean;
}

/** What is remembered from a request's first round for its second. */
interface Round {
  readonly invoked: Set<string>;
  readonly again: Set<string>;
  /** What the policies left. */
  output: ApiObject;
  hasChanged: boolean;
}

export class MutatingAdmissionPolicies implements AdmissionPlugin {
  readonly name = 'MutatingAdmissionPolicy';
  readonly #objects: StoredObjects;
  readonly #authorizer: Authorizer;
  readonly #tools: PatchTools;
  /** Asked for with every write. */
  readonly #bindings: StoredList<MutatingAdmissionPolicyBinding>;
  /** By their spec, which is another object when it changes. */
  readonly #compiled = new WeakMap<object, CompiledMutatingPolicy>();
  readonly #rounds = new WeakMap<AdmissionRequest, Round>();

  constructor(objects: StoredObjects, authorizer: Authorizer) {
    const { schemas } = objects.kinds;
    this.#objects = objects;
    this.#authorizer = authorizer;
    this.#tools = {
      shapes: new SchemaShapes(schemas, 'stated'),
      decoder: new SchemaDecoder(schemas),
    };
    this.#bindings = new StoredList(objects, MUTATING_ADMISSION_POLICY_BINDINGS);
  }

  /** Nothing is changed that goes. */
  handles(scope: AdmissionScope): boolean {
    const { operation } = scope;
    return !isAdmissionPolicy(scope) && (operation === 'CREATE' || operation === 'UPDATE');
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    const bindings = this.#bindings.items;
    if (bindings.length === 0) return object;
    const before = this.#rounds.get(request);
    const round = before ?? {
      invoked: new Set(),
      again: new Set(),
      output: object,
      hasChanged: false,
    };
    if (before !== undefined && before.output !== object) invokeAgain(round);
    const errors: PolicyError[] = [];
    const budget = new CelBudget();
    let admitted = object;
    for (const invocation of this.#invocations(object, request, errors)) {
      if (before !== undefined && !round.again.has(invocation.key)) continue;
      const after = this.#invoke(invocation, admitted, request, budget, errors);
      if (after !== admitted) {
        admitted = after;
        round.hasChanged = true;
        invokeAgain(round);
      }
      if (invocation.policy.spec.reinvocationPolicy === 'IfNeeded') {
        round.invoked.add(invocation.key);
      }
    }
    if (round.hasChanged) invokeAgain(round);
    round.output = admitted;
    this.#rounds.set(request, round);
    const [first] = errors;
    if (first !== undefined) throw denied(request, first, errors);
    return admitted;
  }

  /** Other plugins are to see what the policies have changed, and the policies what those make of it. */
  reinvokes(request: AdmissionRequest): boolean {
    return this.#rounds.get(request)?.hasChanged === true;
  }

  #invocations(
    object: ApiObject,
    request: AdmissionRequest,
    errors: PolicyError[],
  ): readonly Invocation[] {
    const subject = this.#subject(object, request);
    return this.#bindings.items.flatMap((each): readonly Invocation[] => {
      const { policyName = '', matchResources, paramRef } = each.spec;
      const policy = this.#objects.get(MUTATING_ADMISSION_POLICIES, undefined, policyName);
      if (policy === undefined || !matchesResources(policy.spec.matchConstraints, subject))
        return [];
      if (!matchesResources(matchResources, subject)) return [];
      const binding = each.metadata.name;
      try {
        const { paramKind } = policy.spec;
        return collectParams(this.#objects, paramKind, paramRef, request.namespace).map(
          (params) => {
            const { namespace = '', name = '' } = params?.metadata ?? {};
            return {
              key: `${policyName} ${binding} ${namespace}/${name}`,
              binding,
              policy,
              params,
            };
          },
        );
      } catch (error) {
        if (!(error instanceof PolicyConfigurationError)) throw error;
        const message = `failed to configure binding: ${error.message}`;
        addError(errors, policy, { policy: policyName, binding, message, isConfiguration: true });
        return [];
      }
    });
  }

  #invoke(
    { policy, binding, params }: Invocation,
    object: ApiObject,
    request: AdmissionRequest,
    budget: CelBudget,
    errors: PolicyError[],
  ): ApiObject {
    const compiled = this.#compile(policy.spec);
    const tools = { budget, authorizer: this.#authorizer };
    const run = new ExpressionRun(compiled, this.#subject(object, request), params, tools);
    const complain = (message: string): void => {
      const { name } = policy.metadata;
      addError(errors, policy, { policy: name, binding, message, isConfiguration: false });
    };
    const matches = run.matches();
    if (matches instanceof ExpressionFailure) complain(matches.message);
    if (matches !== true) return object;
    let admitted = object;
    for (const { patchType, expression } of compiled.mutations) {
      const made = run.attempt(expression);
      if (made instanceof ExpressionFailure) {
        complain(made.message);
        continue;
      }
      try {
        admitted = this.#patched(patchType, admitted, request, made);
      } catch (error) {
        if (!(error instanceof MutationError)) throw error;
        complain(error.message);
      }
      run.object = admitted;
    }
    return admitted;
  }

  /** With the defaults of what is new. */
  #patched(
    patchType: string,
    object: ApiObject,
    { kind, bodyKind }: AdmissionRequest,
    made: unknown,
  ): ApiObject {
    const patch = patchType === 'JSONPatch' ? withJsonPatch : withApplyConfiguration;
    const patched = patch(this.#tools, bodyKind ?? kind, object, made);
    return patched === object || bodyKind !== undefined ? patched : kind.rules.defaults(patched);
  }

  #compile(spec: MutatingAdmissionPolicy['spec']): CompiledMutatingPolicy {
    let policy = this.#compiled.get(spec);
    if (policy === undefined) {
      ({ policy } = compileMutatingPolicy(spec));
      this.#compiled.set(spec, policy);
    }
    return policy;
  }

  #subject(object: ApiObject, request: AdmissionRequest): Subject {
    return subjectOf(this.#objects, { request, object, old: request.old });
  }
}

/** Policies that were asked already are to be asked once more. */
function invokeAgain(round: Round): void {
  for (const key of round.invoked) round.again.add(key);
  round.invoked.clear();
}

function addError(
  errors: PolicyError[],
  { spec }: MutatingAdmissionPolicy,
  error: PolicyError,
): void {
  if (spec.failurePolicy !== 'Ignore') errors.push(error);
}

/** Of the first error the reason, of all of them the words. */
function denied(
  { kind, name }: AdmissionRequest,
  first: PolicyError,
  errors: readonly PolicyError[],
): ApiStatusError {
  const worded = ({ policy, binding, message }: PolicyError): string =>
    `policy '${policy}' with binding '${binding}' denied request: ${message}`;
  const { group, plural } = kind.resource;
  const details = {
    name: name || 'Unknown',
    group: group || undefined,
    kind: plural,
    causes: errors.map((each) => ({ message: worded(each) })),
  };
  const reason = first.isConfiguration ? 'Forbidden' : 'Invalid';
  return new ApiStatusError(reason, worded(first), details, {}, 403);
}
