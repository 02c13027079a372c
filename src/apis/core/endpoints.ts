// Rules of Endpoints. Source: k8s.io/kubernetes/pkg/apis/core/{v1,validation} (ValidateEndpointsCreate).
import { required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { specialIpComplaints } from '../../apimachinery/specialIp';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isIP,
  isPortNumber,
  isQualifiedName,
} from '../../apimachinery/names';
import type {
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSubset,
} from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { checkEnum, checkName, complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { ENDPOINTS } from '../resources';

const SUBSETS = FieldPath.root('subsets');
const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

export const ENDPOINTS_RULES: KindRules<Endpoints> = {
  defaults: (endpoints) =>
    withField(endpoints, 'subsets', (subsets) =>
      mapShared(subsets, (subset) =>
        withField(subset, 'ports', (ports) =>
          mapShared(ports, (port) => withDefaults(port, { protocol: 'TCP' })),
        ),
      ),
    ),
  ...kindValidation(ENDPOINTS, {
    name: isDns1123Subdomain,
    check: (errors, { subsets = [] }) => {
      subsets.forEach((subset, index) => {
        checkSubset(errors, SUBSETS.index(index), subset);
      });
    },
  }),
};

function checkSubset(errors: FieldErrors, path: FieldPath, subset: EndpointSubset): void {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length + notReadyAddresses.length === 0) {
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  addresses.forEach((address, index) => {
    checkAddress(errors, path.child('addresses').index(index), address);
  });
  notReadyAddresses.forEach((address, index) => {
    checkAddress(errors, path.child('notReadyAddresses').index(index), address);
  });
  ports.forEach((port, index) => {
    checkPort(errors, path.child('ports').index(index), port, ports.length > 1);
  });
}

function checkAddress(
  errors: FieldErrors,
  path: FieldPath,
  { ip, hostname, nodeName }: EndpointAddress,
): void {
  complain(errors, path.child('ip'), ip, isIP(ip));
  if (hostname) checkName(errors, path, 'hostname', hostname, isDns1123Label);
  if (nodeName !== undefined) checkName(errors, path, 'nodeName', nodeName, isDns1123Subdomain);
  complain(errors, path.child('ip'), ip, specialIpComplaints(ip));
}

function checkPort(
  errors: FieldErrors,
  path: FieldPath,
  { name, port, protocol, appProtocol }: EndpointPort,
  needsName: boolean,
): void {
  if (name) checkName(errors, path, 'name', name, isDns1123Label);
  else if (needsName) errors.push(required(path.child('name')));
  complain(errors, path.child('port'), port, isPortNumber(port));
  checkEnum(errors, path, 'protocol', protocol, PROTOCOLS);
  if (appProtocol !== undefined) {
    checkName(errors, path, 'appProtocol', appProtocol, isQualifiedName);
  }
}
