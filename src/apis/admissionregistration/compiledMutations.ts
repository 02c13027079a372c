// The expressions of a MutatingAdmissionPolicy, compiled. The API server refuses a policy whose expressions do not
// compile, and evaluates those of the others.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/mutating (compilation.go).
import { celLibrary } from '../cel/celEnvironment';
import type { ComposedExpression } from '../cel/composedVariables';
import { JSON_PATCH, OBJECT, registerPatchTypes } from '../cel/patchTypes';
import { withStructLiterals } from '../cel/structLiterals';
import type { MutatingAdmissionPolicySpec, Mutation } from '../generated/admissionregistration/v1';
import { PolicyExpressions, type PolicyProblem, type PolicyScope } from './policyExpressions';

export interface CompiledMutation {
  readonly patchType: Mutation['patchType'];
  readonly expression: ComposedExpression;
}

export interface CompiledMutatingPolicy extends PolicyScope {
  readonly mutations: readonly CompiledMutation[];
}

/** The policy as far as it compiles, and what does not. */
export function compileMutatingPolicy(spec: MutatingAdmissionPolicySpec): {
  readonly policy: CompiledMutatingPolicy;
  readonly problems: readonly PolicyProblem[];
} {
  const { paramKind, matchConditions, variables, mutations = [] } = spec;
  const library = celLibrary();
  const texts = mutations.map((each) => textOf(each) ?? '');
  registerPatchTypes(
    library,
    texts.flatMap((text) => withStructLiterals(text).structs),
  );
  const expressions = new PolicyExpressions(paramKind, library);
  const scope = expressions.scope(matchConditions, variables);
  const compiled = mutations.flatMap((mutation, index): readonly CompiledMutation[] => {
    const { patchType } = mutation;
    const text = textOf(mutation);
    if (text === undefined) return [];
    const isJsonPatch = patchType === 'JSONPatch';
    const field = isJsonPatch ? 'jsonPatch' : 'applyConfiguration';
    const type = isJsonPatch ? `list<${JSON_PATCH}>` : OBJECT;
    const path = ['mutations', index, field, 'expression'];
    const expression = expressions.compilePatch(path, text, type);
    return expression === undefined ? [] : [{ patchType, expression }];
  });
  return { policy: { ...scope, mutations: compiled }, problems: expressions.problems };
}

/** Undefined where the mutation does not have what its type says; that is told beside. */
function textOf({ patchType, jsonPatch, applyConfiguration }: Mutation): string | undefined {
  const patch = patchType === 'JSONPatch' ? jsonPatch : applyConfiguration;
  // What a client leaves out is empty.
  return patch === undefined ? undefined : (patch.expression ?? '');
}
