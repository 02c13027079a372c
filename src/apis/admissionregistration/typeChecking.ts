// Checks the expressions of a ValidatingAdmissionPolicy against the schemas of the kinds that it names: a misspelt
// field is found before anything is refused for it.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating (typechecking.go).
//
// Differs from Kubernetes: of several errors in an expression the first one is told; see `cel/objectTypes`.
import { apiVersionOf, parseApiVersion, type GroupVersionKind } from '../../apimachinery/resource';
import { celLibrary } from '../cel/celEnvironment';
import { CelCompileError } from '../cel/celErrors';
import { ComposedVariables } from '../cel/composedVariables';
import { AUTHORIZER_TYPE } from '../cel/libraries/authorizer';
import { ObjectTypes } from '../cel/objectTypes';
import type {
  ExpressionWarning,
  NamedRuleWithOperations,
  ValidatingAdmissionPolicySpec,
} from '../generated/admissionregistration/v1';
import type { SchemaLookup } from '../schema/schemaBundle';
import { requestTypes } from './requestSchemas';

const MAX_TYPES = 10;

/** What is known of the kinds that the cluster serves. */
export interface ServedSchemas {
  kindOf(group: string, version: string, plural: string): GroupVersionKind | undefined;
  schemaOf(
    kind: GroupVersionKind,
  ): { readonly lookup: SchemaLookup; readonly name: string } | undefined;
}

/** In the order of the expressions; none where all is well, or nothing can be checked. */
export function expressionWarnings(
  spec: ValidatingAdmissionPolicySpec,
  schemas: ServedSchemas,
): readonly ExpressionWarning[] {
  const checkers = kindsToCheck(spec, schemas).flatMap((kind) => {
    const variables = typedVariables(spec, kind, schemas);
    return variables === undefined ? [] : [{ kind, variables }];
  });
  const { validations = [] } = spec;
  return validations.flatMap(({ expression, messageExpression = '' }, index) => {
    const texts = { expression, messageExpression };
    return (['expression', 'messageExpression'] as const).flatMap((field) => {
      const text = texts[field];
      if (text === '') return [];
      const found = checkers.flatMap(({ kind, variables }) => {
        const why = problem(variables, text);
        return why === undefined ? [] : [`${apiVersionKind(kind)}: ${why}\n`];
      });
      if (found.length === 0) return [];
      return [
        { fieldRef: `spec.validations[${String(index)}].${field}`, warning: found.join('\n') },
      ];
    });
  });
}

/** Rules with a wildcard are passed over, and so are subresources. */
function kindsToCheck(
  { matchConstraints: { resourceRules = [] } = {} }: ValidatingAdmissionPolicySpec,
  schemas: ServedSchemas,
): readonly GroupVersionKind[] {
  const found = new Map<string, GroupVersionKind>();
  for (const rule of resourceRules) {
    const kinds = kindsOfRule(rule, schemas);
    for (const kind of kinds.slice(0, MAX_TYPES)) found.set(apiVersionKind(kind), kind);
    if (kinds.length >= MAX_TYPES) break;
  }
  const key = ({ group, version, kind }: GroupVersionKind): string => `${group} ${version} ${kind}`;
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function kindsOfRule(
  { apiGroups = [], apiVersions = [], resources = [] }: NamedRuleWithOperations,
  schemas: ServedSchemas,
): readonly GroupVersionKind[] {
  if ([...apiGroups, ...apiVersions].some((each) => each.includes('*'))) return [];
  const plain = resources.filter((each) => !/[*/]/.test(each)).toSorted();
  return apiGroups.toSorted().flatMap((group) =>
    apiVersions.toSorted().flatMap((version) =>
      plain.flatMap((plural) => {
        const kind = schemas.kindOf(group, version, plural);
        return kind === undefined ? [] : [kind];
      }),
    ),
  );
}

/** Undefined where the kind has no schema to check against. */
function typedVariables(
  { paramKind, variables = [] }: ValidatingAdmissionPolicySpec,
  kind: GroupVersionKind,
  schemas: ServedSchemas,
): ComposedVariables | undefined {
  const library = celLibrary();
  const types = new ObjectTypes(library);
  const object = typeOfKind(types, kind, schemas);
  if (object === undefined) return undefined;
  const params =
    paramKind === undefined
      ? undefined
      : typeOfKind(
          types,
          { ...parseApiVersion(paramKind.apiVersion ?? ''), kind: paramKind.kind ?? '' },
          schemas,
        );
  const inputs = {
    object,
    oldObject: object,
    ...requestTypes(types),
    authorizer: AUTHORIZER_TYPE,
    ...(paramKind === undefined ? {} : { params: params ?? 'dyn' }),
  };
  return variables.reduce(
    (known, { name, expression }) => known.with(name, resultType(known, expression)),
    new ComposedVariables(inputs, {}, library),
  );
}

function typeOfKind(
  types: ObjectTypes,
  kind: GroupVersionKind,
  schemas: ServedSchemas,
): string | undefined {
  const schema = schemas.schemaOf(kind);
  return schema === undefined ? undefined : types.typeOf(schema.lookup, schema.name);
}

/** A variable that does not compile may be anything: it is told of where it is used, if at all. */
function resultType(known: ComposedVariables, expression: string): string {
  try {
    return known.compile(expression).expression.type;
  } catch (error) {
    if (error instanceof CelCompileError) return 'dyn';
    throw error;
  }
}

function problem(variables: ComposedVariables, text: string): string | undefined {
  try {
    variables.compile(text);
    return undefined;
  } catch (error) {
    if (error instanceof CelCompileError) return error.message;
    throw error;
  }
}

/** As Go prints it: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function apiVersionKind(kind: GroupVersionKind): string {
  const slash = kind.group === '' ? '/' : '';
  return `${slash}${apiVersionOf(kind)}, Kind=${kind.kind}`;
}
