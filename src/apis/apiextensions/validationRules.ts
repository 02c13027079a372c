// x-kubernetes-validations: rules in CEL at any place of a schema, and of what changes there.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (validation.go, compilation.go).
//
// Differs from Kubernetes: what an update leaves as it was is passed over without a warning.
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { duplicate, forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { CelBudget, CelCostError } from '../cel/celCost';
import { CelEnvironment, celLibrary, celOptional } from '../cel/celEnvironment';
import { CelEvaluationError } from '../cel/celErrors';
import { SchemaTypes } from '../cel/schemaTypes';
import type { ValidationRule } from '../generated/apiextensions/v1';
import { findOld, type Correlation } from './structural/correlation';
import { isEmbedded, propertySchema, type JsonSchema } from './structural/jsonSchema';
import { NO_PATH } from './structural/schemaErrors';
import { compileRule, type CompiledRule } from './compileRule';
import { schemaSome } from './structural/schemaSome';

/** One validation of one object. */
interface Run {
  readonly errors: FieldError[];
  readonly budget: CelBudget;
}

/** The place of an error; the root has none. */
type Path = FieldPath | undefined;

export class ValidationRules {
  readonly #schema: JsonSchema;
  readonly #types: SchemaTypes;
  readonly #compiled = new Map<JsonSchema, readonly CompiledRule[]>();
  readonly #hasRules = new Map<JsonSchema, boolean>();

  private constructor(schema: JsonSchema) {
    this.#schema = schema;
    this.#types = new SchemaTypes(celLibrary());
    this.#types.typeOf(schema, true);
  }

  /** Undefined where a schema has no rules. */
  static of(schema: JsonSchema): ValidationRules | undefined {
    return hasRules(schema) ? new ValidationRules(schema) : undefined;
  }

  /** Rules that fail; a rule that uses oldSelf counts where there is an old value. */
  validate(object: unknown, old?: unknown): readonly FieldError[] {
    const run: Run = { errors: [], budget: new CelBudget() };
    const correlation = old === undefined ? undefined : { old };
    this.#visit(run, this.#schema, object, undefined, correlation, true);
    return run.errors;
  }

  /** The rules of one place, compiled. */
  compiled(schema: JsonSchema, isRoot = isEmbedded(schema)): readonly CompiledRule[] {
    let rules = this.#compiled.get(schema);
    if (rules === undefined) {
      const type = this.#types.typeOf(schema, isRoot);
      rules = (schema['x-kubernetes-validations'] ?? []).map((rule) =>
        compileRule(rule, type, (variables) => new CelEnvironment(this.#types.library, variables)),
      );
      this.#compiled.set(schema, rules);
    }
    return rules;
  }

  #visit(
    run: Run,
    schema: JsonSchema,
    value: unknown,
    path: Path,
    correlation: Correlation,
    isRoot = isEmbedded(schema),
  ): void {
    if (value === null || value === undefined || !this.#anyRules(schema)) return;
    for (const rule of this.compiled(schema, isRoot)) {
      if (run.budget.isSpent) return;
      const error = this.#check(run, rule, schema, value, path, correlation, isRoot);
      if (error !== undefined) run.errors.push(error);
    }
    if (Array.isArray(value)) this.#visitList(run, schema, value, path, correlation);
    else if (isJsonObject(value)) this.#visitMembers(run, schema, value, path, correlation);
  }

  #visitList(
    run: Run,
    schema: JsonSchema,
    list: readonly unknown[],
    path: Path,
    correlation: Correlation,
  ): void {
    const { items } = schema;
    if (items === undefined || path === undefined) return;
    list.forEach((element, index) => {
      const old = findOld(schema, correlation, element);
      this.#visit(run, items, element, path.index(index), old);
    });
  }

  #visitMembers(
    run: Run,
    schema: JsonSchema,
    object: Readonly<Record<string, unknown>>,
    path: Path,
    correlation: Correlation,
  ): void {
    const correlatable = schema['x-kubernetes-map-type'] !== 'atomic';
    const oldObject = correlatable && isJsonObject(correlation?.old) ? correlation.old : {};
    for (const name of Object.keys(object)) {
      const inner = propertySchema(schema, name);
      if (inner === undefined) continue;
      const isField = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
      const old = Object.hasOwn(oldObject, name) ? { old: oldObject[name] } : undefined;
      this.#visit(run, inner, object[name], step(path, name, isField), old);
    }
  }

  #check(
    { budget }: Run,
    compiled: CompiledRule,
    schema: JsonSchema,
    value: unknown,
    path: Path,
    correlation: Correlation,
    isRoot: boolean,
  ): FieldError | undefined {
    const { rule, usesOldSelf } = compiled;
    const kind = schema.type ?? '';
    if (compiled.problem !== undefined) {
      return invalid(path, kind, `rule compile error: ${compiled.problem.message}`);
    }
    const optional = rule.optionalOldSelf === true;
    const hasOld = correlation !== undefined && correlation.old !== null;
    if (usesOldSelf && !hasOld && !optional) return undefined;
    const type = this.#types.typeOf(schema, isRoot);
    if (type === undefined) return undefined;
    const old = hasOld ? type.toCel(correlation.old) : undefined;
    const variables = { self: type.toCel(value), oldSelf: optional ? celOptional(old) : old };
    const error = failure(compiled, variables, path, kind, budget);
    if (budget.isSpent) return error;
    const unchanged = hasOld && !usesOldSelf && deepEqual(value, correlation.old);
    return unchanged ? undefined : error;
  }

  /** Whether there is any rule here or further in: most of a large schema has none. */
  #anyRules(schema: JsonSchema): boolean {
    let any = this.#hasRules.get(schema);
    if (any === undefined) {
      any = hasRules(schema);
      this.#hasRules.set(schema, any);
    }
    return any;
  }
}

function hasRules(schema: JsonSchema): boolean {
  return schemaSome(schema, (each) => (each['x-kubernetes-validations']?.length ?? 0) > 0);
}

function failure(
  { rule, expression, message }: CompiledRule,
  variables: Readonly<Record<string, unknown>>,
  path: Path,
  kind: string,
  budget: CelBudget,
): FieldError | undefined {
  const name = (rule.message ?? '').trim() || rule.rule.trim();
  try {
    if (expression?.evaluate(variables, budget) !== false) return overBudget(path, kind, budget);
  } catch (error) {
    if (!(error instanceof CelEvaluationError)) throw error;
    if (error.message.startsWith('no such overload')) {
      const why = 'call arguments did not match a supported operator, function or macro signature';
      return invalid(path, kind, `'${error.message}': ${why} for rule: ${name}`);
    }
    if (error instanceof CelCostError) {
      const why = 'no further validation rules will be run due to call cost exceeds limit';
      return invalid(path, kind, `'${error.message}': ${why} for rule: ${name}`);
    }
    return invalid(path, kind, `${error.message} evaluating rule: ${name}`);
  }
  if (budget.isSpent) return overBudget(path, kind, budget);
  const text =
    messageOf(message, variables, budget) ??
    ((rule.message ?? '').trim() || `failed rule: ${name}`);
  return forReason(rule, withFieldPath(path, rule.fieldPath), kind, text);
}

function overBudget(path: Path, kind: string, budget: CelBudget): FieldError | undefined {
  if (!budget.isSpent) return undefined;
  const why = 'validation failed due to running out of cost budget';
  return invalid(path, kind, `${why}, no further validation rules will be run`);
}

const MAX_MESSAGE_BYTES = 5 * 1024;

/** What messageExpression gives, if that is a line of text. */
function messageOf(
  expression: CompiledRule['message'],
  variables: Readonly<Record<string, unknown>>,
  budget: CelBudget,
): string | undefined {
  if (expression === undefined) return undefined;
  try {
    const value = expression.evaluate(variables, budget);
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' || text.includes('\n') || text.length > MAX_MESSAGE_BYTES ? undefined : text;
  } catch (error) {
    if (error instanceof CelEvaluationError) return undefined;
    throw error;
  }
}

function forReason(rule: ValidationRule, path: Path, kind: string, text: string): FieldError {
  if (path === undefined) {
    return { ...invalid(path, kind, text), type: rule.reason ?? 'FieldValueInvalid' };
  }
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenValue(path, text);
    case 'FieldValueRequired':
      return required(path, text);
    case 'FieldValueDuplicate':
      return duplicate(path, kind);
    default:
      return invalidValue(path, kind, text);
  }
}

function invalid(path: Path, kind: string, text: string): FieldError {
  if (path !== undefined) return invalidValue(path, kind, text);
  return { type: 'FieldValueInvalid', path: NO_PATH, detail: `Invalid value: "${kind}": ${text}` };
}

function step(path: Path, name: string, isField: boolean): FieldPath {
  if (path === undefined) return FieldPath.root(name);
  return isField ? path.child(name) : path.key(name);
}

/** `.spec.x` and `['spec']['x']` both lead there. */
function withFieldPath(path: Path, fieldPath: string | undefined): Path {
  if (!fieldPath) return path;
  const text = fieldPath.replace(/^\./, '').replace(/\['((?:[^'\\]|\\.)*)'\]/g, '[$1]');
  return path === undefined ? FieldPath.root(text) : path.child(text);
}
