// Rules of EndpointSlices. Source: k8s.io/kubernetes/pkg/apis/discovery/{v1,validation}.
import {
  duplicate,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isIPv4,
  isIPv6,
  isQualifiedName,
} from '../../apimachinery/names';
import type { Endpoint, EndpointPort, EndpointSlice } from '../generated/discovery/v1';
import type { KindRules } from '../kindRules';
import { checkEnum, checkName, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { ENDPOINT_SLICES } from '../resources';

const ADDRESS_TYPE = FieldPath.root('addressType');
const ADDRESS_TYPES: readonly string[] = ['FQDN', 'IPv4', 'IPv6'];
const ENDPOINTS = FieldPath.root('endpoints');
const PORTS = FieldPath.root('ports');
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;
const PORT_DEFAULTS: Partial<EndpointPort> = { name: '', protocol: 'TCP' };

export const ENDPOINT_SLICE_RULES: KindRules<EndpointSlice> = {
  resource: ENDPOINT_SLICES,
  defaults: (slice) =>
    withField(slice, 'ports', (ports) =>
      mapShared(ports, (port) => withDefaults(port, PORT_DEFAULTS)),
    ),
  validate(slice) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, slice.metadata, true, isDns1123Subdomain);
    checkSlice(errors, slice);
    return errors;
  },
  validateUpdate(slice, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, slice.metadata, old.metadata);
    checkSlice(errors, slice);
    if (slice.addressType !== old.addressType) {
      errors.push(invalidValue(ADDRESS_TYPE, slice.addressType, 'field is immutable'));
    }
    return errors;
  },
};

function checkSlice(errors: FieldErrors, slice: EndpointSlice): void {
  const { endpoints = [], ports = [] } = slice;
  const addressType: string = slice.addressType;
  if (!addressType) errors.push(required(ADDRESS_TYPE));
  else if (!ADDRESS_TYPES.includes(addressType)) {
    errors.push(notSupported(ADDRESS_TYPE, addressType, ADDRESS_TYPES));
  }
  if (endpoints.length > MAX_ENDPOINTS)
    errors.push(tooMany(ENDPOINTS, endpoints.length, MAX_ENDPOINTS));
  endpoints.forEach((endpoint, index) => {
    checkEndpoint(errors, ENDPOINTS.index(index), endpoint, addressType);
  });
  checkPorts(errors, ports);
}

function checkEndpoint(
  errors: FieldErrors,
  path: FieldPath,
  endpoint: Endpoint,
  type: string,
): void {
  const { addresses = [], nodeName, hostname }: Partial<Endpoint> = endpoint;
  if (addresses.length === 0) {
    errors.push(required(path.child('addresses'), 'must contain at least 1 address'));
  } else if (addresses.length > MAX_ADDRESSES) {
    errors.push(tooMany(path.child('addresses'), addresses.length, MAX_ADDRESSES));
  }
  addresses.forEach((address, index) => {
    const complaint = addressComplaint(address, type);
    if (complaint !== undefined) {
      errors.push(invalidValue(path.child('addresses').index(index), address, complaint));
    }
  });
  if (nodeName !== undefined) checkName(errors, path, 'nodeName', nodeName, isDns1123Subdomain);
  if (hostname !== undefined) checkName(errors, path, 'hostname', hostname, isDns1123Label);
}

function addressComplaint(address: string, type: string): string | undefined {
  if (type === 'IPv4') return isIPv4(address) ? undefined : 'must be an IPv4 address';
  if (type === 'IPv6') return isIPv6(address) ? undefined : 'must be an IPv6 address';
  return isDns1123Subdomain(address)[0];
}

function checkPorts(errors: FieldErrors, ports: readonly EndpointPort[]): void {
  if (ports.length > MAX_PORTS) errors.push(tooMany(PORTS, ports.length, MAX_PORTS));
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = PORTS.index(index);
    const name = port.name ?? '';
    if (name !== '') checkName(errors, at, 'name', name, isDns1123Label);
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    checkEnum(errors, at, 'protocol', port.protocol, ['SCTP', 'TCP', 'UDP']);
    if (port.appProtocol !== undefined) {
      checkName(errors, at, 'appProtocol', port.appProtocol, isQualifiedName);
    }
  });
}
