// Rules of Nodes. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateNode, ValidateNodeUpdate).
import { forbiddenValue, invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isCidr, isDns1123Subdomain, isLabelValue } from '../../apimachinery/names';
import type { Node, Taint } from '../generated/core/v1';
import type { Quantity } from '../generated/meta/v1';
import type { KindRules } from '../kindRules';
import { checkEnum, complain, type FieldErrors } from '../meta/fieldChecks';
import { checkLabelName } from '../meta/labelValidation';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults, withField } from '../meta/sharedDefaults';
import { NODES } from '../resources';
import { canonicalList } from './containerDefaults';
import { checkQuantity } from './resourcesValidation';
import { TAINT_EFFECTS } from './schedulingValidation';

const SPEC = FieldPath.root('spec');
const STATUS = FieldPath.root('status');
/** Kubernetes names taints below metadata in these complaints. */
const TAINTS = FieldPath.root('metadata').child('taints');
const EMPTY: Partial<Node> = { spec: {}, status: {} };

export const NODE_RULES: KindRules<Node> = {
  resource: NODES,
  defaults(node) {
    return withField(withDefaults(node, EMPTY), 'status', (status) => {
      const canonical = withField(
        withField(status, 'capacity', canonicalList),
        'allocatable',
        canonicalList,
      );
      return canonical.capacity
        ? withDefaults(canonical, { allocatable: canonical.capacity })
        : canonical;
    });
  },
  validate(node) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, node.metadata, false, isDns1123Subdomain);
    checkSpecAndStatus(errors, node);
    return errors;
  },
  validateUpdate(node, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, node.metadata, old.metadata);
    checkSpecAndStatus(errors, node);
    const { podCIDR, providerID } = old.spec;
    if (podCIDR && node.spec.podCIDR !== podCIDR) {
      const rule = 'node updates may not change podCIDR except from "" to valid';
      errors.push(forbiddenValue(SPEC.child('podCIDRs'), rule));
    }
    if (providerID && node.spec.providerID !== providerID) {
      const rule = 'node updates may not change providerID except from "" to valid';
      errors.push(forbiddenValue(SPEC.child('providerID'), rule));
    }
    return errors;
  },
  validateStatusUpdate(node, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, node.metadata, old.metadata);
    checkAmounts(errors, node);
    return errors;
  },
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec.unschedulable ?? false) }),
};

function checkSpecAndStatus(errors: FieldErrors, node: Node): void {
  if (node.spec.taints) checkTaints(errors, node.spec.taints);
  checkAmounts(errors, node);
  node.spec.podCIDRs?.forEach((cidr, index) => {
    complain(errors, SPEC.child('podCIDRs').index(index), cidr, isCidr(cidr));
  });
}

function checkAmounts(errors: FieldErrors, { status }: Node): void {
  checkList(errors, 'capacity', status.capacity);
  if (status.allocatable !== status.capacity) checkList(errors, 'allocatable', status.allocatable);
}

function checkList(
  errors: FieldErrors,
  field: string,
  list: Readonly<Record<string, Quantity>> | undefined,
): void {
  for (const name in list)
    checkQuantity(errors, STATUS.child(field).child(name), name, list[name] ?? 0);
}

function checkTaints(errors: FieldErrors, taints: readonly Taint[]): void {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const at = TAINTS.index(index);
    checkLabelName(errors, at.child('key'), taint.key);
    const complaints = isLabelValue(taint.value ?? '');
    if (complaints.length > 0)
      errors.push(invalidValue(at.child('value'), taint.value, complaints.join(';')));
    checkEnum(errors, at, 'effect', taint.effect, TAINT_EFFECTS);
    const pair = `${taint.key}:${taint.effect}`;
    if (seen.has(pair)) errors.push(duplicateTaint(at, taint));
    seen.add(pair);
  });
}

function duplicateTaint(path: FieldPath, taint: Taint): FieldErrors[number] {
  const rule = 'taints must be unique by key and effect pair';
  const { detail } = invalidValue(path, taint, rule);
  const text = detail.replace('Invalid value', 'Duplicate value');
  return { type: 'FieldValueDuplicate', path: path.toString(), detail: text };
}
