// x-kubernetes-validations when a definition is written: every rule must compile, and none may cost too much.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go).
import type { FieldError } from '../../apimachinery/apiStatus';
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { goJson } from '../../apimachinery/goJson';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ValidationRule } from '../generated/apiextensions/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import type { CelExpression } from '../cel/celEnvironment';
import type { CompiledRule } from './compileRule';
import { declaredSizes, maxCardinality } from './declaredSizes';
import { cardinalityWithin, RuleBudget, type Cardinality } from './ruleBudget';
import type { JsonSchema } from './structural/jsonSchema';
import { schemaAtPath } from './structural/schemaAtPath';
import { ValidationRules } from './validationRules';

const REASONS = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
];

export function checkRules(errors: FieldErrors, path: FieldPath, schema: JsonSchema): void {
  const rules = ValidationRules.of(schema);
  if (rules === undefined) return;
  const budget = new RuleBudget();
  visit({ errors, rules, budget }, path, schema, { isRoot: true, cardinality: 1 });
  errors.push(...budget.total(path));
}

interface Visit {
  readonly errors: FieldErrors;
  readonly rules: ValidationRules;
  readonly budget: RuleBudget;
}

interface Place {
  readonly cardinality: Cardinality;
  readonly isRoot?: boolean;
  /** Where, further out, old and new parts stop to correspond. */
  readonly uncorrelatable?: FieldPath | undefined;
}

function visit(visited: Visit, path: FieldPath, schema: JsonSchema, place: Place): void {
  const { errors, rules } = visited;
  const { properties = {}, additionalProperties, items } = schema;
  const { uncorrelatable, cardinality } = place;
  const within = cardinalityWithin(schema, cardinality);
  const atomicMap = schema['x-kubernetes-map-type'] === 'atomic' ? path : undefined;
  for (const [name, inner] of Object.entries(properties)) {
    const at = path.child('properties').key(name);
    visit(visited, at, inner, { cardinality, uncorrelatable: uncorrelatable ?? atomicMap });
  }
  if (isJsonObject(additionalProperties)) {
    visit(visited, path.child('additionalProperties'), additionalProperties, {
      cardinality: within,
      uncorrelatable,
    });
  }
  if (isJsonObject(items)) {
    const other = schema['x-kubernetes-list-type'] === 'map' ? undefined : path;
    visit(visited, path.child('items'), items, {
      cardinality: within,
      uncorrelatable: uncorrelatable ?? other,
    });
  }
  const list = path.child('x-kubernetes-validations');
  const texts = (schema['x-kubernetes-validations'] ?? []).map((rule, index) =>
    ruleErrors(list.index(index), rule, schema),
  );
  errors.push(...texts.flat());
  if (texts.some((each) => each.length > 0)) return;
  rules.compiled(schema, place.isRoot).forEach((compiled, index) => {
    const at = list.index(index);
    errors.push(
      ...costErrors(visited.budget, at, compiled, schema, cardinality),
      ...compileErrors(at, compiled, uncorrelatable),
    );
  });
}

function ruleErrors(
  path: FieldPath,
  { rule = '', message = '', messageExpression = '', reason, fieldPath = '' }: ValidationRule,
  schema: JsonSchema,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const line = message.trim();
  if (!rule.trim()) errors.push(required(path.child('rule'), 'rule is not specified'));
  else if (message !== '' && line === '') {
    errors.push(
      invalidValue(path.child('message'), message, 'message must be non-empty if specified'),
    );
  } else if (hasBreaks(line)) {
    errors.push(
      invalidValue(path.child('message'), message, 'message must not contain line breaks'),
    );
  } else if (hasBreaks(rule.trim()) && line === '') {
    const why = 'message must be specified if rule contains line breaks';
    errors.push(required(path.child('message'), why));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    const why = 'messageExpression must be non-empty if specified';
    errors.push(required(path.child('messageExpression'), why));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(notSupported(path.child('reason'), reason, REASONS));
  }
  if (fieldPath === '') return errors;
  if (fieldPath.trim() === '') {
    const why = 'fieldPath must be non-empty if specified';
    errors.push(invalidValue(path.child('fieldPath'), fieldPath, why));
  }
  if ('problem' in schemaAtPath(schema, fieldPath, true)) {
    errors.push(invalidValue(path.child('fieldPath'), fieldPath, 'fieldPath must be a valid path'));
  }
  return errors;
}

function hasBreaks(text: string): boolean {
  return /[\n\r]/.test(text);
}

function costErrors(
  budget: RuleBudget,
  path: FieldPath,
  { expression, message }: CompiledRule,
  schema: JsonSchema,
  cardinality: Cardinality,
): readonly FieldError[] {
  const sizes = declaredSizes(schema);
  const costOf = (each: CelExpression | undefined): number => each?.estimatedCost(sizes) ?? 0;
  const times = cardinality ?? maxCardinality(schema);
  return [
    ...budget.spend(path.child('rule'), 'rule', costOf(expression), times),
    // Messages are made for what fails, once each.
    ...budget.spend(path.child('messageExpression'), 'messageExpression', costOf(message), 1),
  ];
}

function compileErrors(
  path: FieldPath,
  { rule, problem, messageProblem, usesOldSelf }: CompiledRule,
  uncorrelatable: FieldPath | undefined,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const complain = (field: string, text: string): void => {
    const detail = `Invalid value: ${printedRule(rule)}: ${text}`;
    errors.push({ type: 'FieldValueInvalid', path: path.child(field).toString(), detail });
  };
  if (problem !== undefined)
    complain('rule', worded('compilation failed', problem.summary, problem.message));
  if (messageProblem !== undefined) {
    const { summary, message } = messageProblem;
    complain('messageExpression', worded('messageExpression compilation failed', summary, message));
  }
  if (problem !== undefined) return errors;
  if (usesOldSelf && uncorrelatable !== undefined) {
    const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable.toString()}`;
    errors.push(invalidValue(path.child('rule'), rule.rule, why));
  } else if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
    const why = 'may not be set if oldSelf is not used in rule';
    errors.push(invalidValue(path.child('optionalOldSelf'), rule.optionalOldSelf, why));
  }
  return errors;
}

/** Of a wrong result type Kubernetes tells no place. */
function worded(what: string, summary: string, display: string): string {
  return summary.includes(' must evaluate to ') ? summary : `${what}: ${display}`;
}

/** As Go prints its struct. */
function printedRule(rule: ValidationRule): string {
  return goJson({
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  });
}
