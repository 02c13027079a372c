// Rules of what service addresses are taken from. Source: k8s.io/kubernetes/pkg/apis/networking/validation
// (ValidateIPAddress, ValidateServiceCIDR).
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  isCidr,
  isDns1123Subdomain,
  isIP,
  isIPv4,
  isPathSegmentName,
} from '../../apimachinery/names';
import type { IPAddress, ParentReference, ServiceCIDR } from '../generated/networking/v1';
import type { KindRules } from '../kindRules';
import { checkName, checkRequiredName, complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { IP_ADDRESSES, SERVICE_CIDRS } from '../resources';

const SPEC = FieldPath.root('spec');
const PARENT = SPEC.child('parentRef');
const CIDRS = SPEC.child('cidrs');

export const IP_ADDRESS_RULES: KindRules<IPAddress> = {
  defaults: (address) => address,
  ...kindValidation(IP_ADDRESSES, {
    name: isIP,
    check: (errors, address) => {
      // Validation meets what users wrote: the spec may be missing.
      const { spec }: Partial<IPAddress> = address;
      checkParent(errors, spec?.parentRef);
    },
    checkUpdate: (errors, { spec }, old) => {
      if (deepEqual(spec?.parentRef, old.spec?.parentRef)) return;
      errors.push(invalidValue(PARENT, spec?.parentRef, 'field is immutable'));
    },
  }),
};

function checkParent(errors: FieldErrors, parent: ParentReference | undefined): void {
  if (parent === undefined) {
    errors.push(required(PARENT));
    return;
  }
  const { group, resource, name, namespace } = parent;
  if (group) checkName(errors, PARENT, 'group', group, isDns1123Subdomain);
  checkRequiredName(errors, PARENT, 'resource', resource, isPathSegmentName);
  checkRequiredName(errors, PARENT, 'name', name, isPathSegmentName);
  if (namespace) checkName(errors, PARENT, 'namespace', namespace, isPathSegmentName);
}

export const SERVICE_CIDR_RULES: KindRules<ServiceCIDR> = {
  defaults: (cidr) => withDefaults(cidr, { spec: {}, status: {} }),
  ...kindValidation(SERVICE_CIDRS, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      const { cidrs = [] } = spec;
      if (cidrs.length === 0) {
        errors.push(required(CIDRS, 'at least one CIDR required'));
        return;
      }
      if (cidrs.length > 2) {
        const rule = 'may only hold up to 2 values';
        errors.push(invalidValue(SPEC, spec, rule));
        return;
      }
      if (cidrs.length === 2 && isV4(cidrs[0]) === isV4(cidrs[1])) {
        const rule =
          'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96';
        errors.push(invalidValue(SPEC, spec, rule));
      }
      cidrs.forEach((cidr, index) => {
        complain(errors, CIDRS.index(index), cidr, isCidr(cidr));
      });
    },
    checkUpdate: (errors, { spec }, old) => {
      if (deepEqual(spec.cidrs, old.spec.cidrs)) return;
      errors.push(invalidValue(CIDRS, spec.cidrs, 'field is immutable'));
    },
  }),
};

function isV4(cidr = ''): boolean {
  return isIPv4(cidr.slice(0, Math.max(0, cidr.indexOf('/'))));
}
