// x-kubernetes-validations when a definition is written: every rule must compile.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go).
import type { FieldError } from '../../apimachinery/apiStatus';
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { goJson } from '../../apimachinery/goJson';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ValidationRule } from '../generated/apiextensions/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import type { CompiledRule } from './compileRule';
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
  if (rules !== undefined) visit(errors, rules, path, schema, { isRoot: true });
}

interface Place {
  readonly isRoot?: boolean;
  /** Where, further out, old and new parts stop to correspond. */
  readonly uncorrelatable?: FieldPath | undefined;
}

function visit(
  errors: FieldErrors,
  rules: ValidationRules,
  path: FieldPath,
  schema: JsonSchema,
  place: Place,
): void {
  const { properties = {}, additionalProperties, items } = schema;
  const { uncorrelatable } = place;
  const atomicMap = schema['x-kubernetes-map-type'] === 'atomic' ? path : undefined;
  for (const [name, inner] of Object.entries(properties)) {
    const at = path.child('properties').key(name);
    visit(errors, rules, at, inner, { uncorrelatable: uncorrelatable ?? atomicMap });
  }
  if (isJsonObject(additionalProperties)) {
    visit(errors, rules, path.child('additionalProperties'), additionalProperties, {
      uncorrelatable,
    });
  }
  if (isJsonObject(items)) {
    const other = schema['x-kubernetes-list-type'] === 'map' ? undefined : path;
    visit(errors, rules, path.child('items'), items, { uncorrelatable: uncorrelatable ?? other });
  }
  const list = path.child('x-kubernetes-validations');
  const texts = (schema['x-kubernetes-validations'] ?? []).map((rule, index) =>
    ruleErrors(list.index(index), rule, schema),
  );
  errors.push(...texts.flat());
  if (texts.some((each) => each.length > 0)) return;
  rules.compiled(schema, place.isRoot).forEach((compiled, index) => {
    errors.push(...compileErrors(list.index(index), compiled, uncorrelatable));
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
