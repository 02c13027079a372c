// What a Service may say. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateService,
// ValidateServiceUpdate).
//
// Differs from Kubernetes: one address family; rules about two are left out.
import {
  duplicate,
  forbiddenValue,
  invalidNil,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  isCidr,
  isDns1123Label,
  isDns1123Subdomain,
  isIP,
  isPortNumber,
  isQualifiedName,
} from '../../apimachinery/names';
import type { ServicePort, ServiceSpec } from '../generated/core/v1';
import {
  checkEnum,
  checkName,
  checkOptionalEnum,
  checkPortNumberOrName,
  complain,
  type FieldErrors,
} from '../meta/fieldChecks';
import { checkLabels } from '../meta/labelValidation';

const SPEC = FieldPath.root('spec');
const PORTS = SPEC.child('ports');
const TYPES: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const POLICIES: readonly string[] = ['Cluster', 'Local'];
const MAX_AFFINITY_SECONDS = 86_400;

export function checkServiceSpec(errors: FieldErrors, spec: ServiceSpec): void {
  const headless = spec.clusterIP === 'None';
  if (!spec.ports?.length && !headless && spec.type !== 'ExternalName')
    errors.push(required(PORTS));
  checkType(errors, spec, headless);
  checkPorts(errors, spec.ports ?? []);
  if (spec.selector) checkLabels(errors, SPEC.child('selector'), spec.selector);
  checkEnum(errors, SPEC, 'sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  checkAffinityConfig(errors, spec);
  if (spec.clusterIP && !headless) checkClusterIP(errors, spec.clusterIP);
  spec.externalIPs?.forEach((ip, index) => {
    complain(errors, SPEC.child('externalIPs').index(index), ip, isIP(ip));
  });
  checkEnum(errors, SPEC, 'type', spec.type, TYPES);
  checkPortUse(errors, spec);
  checkLoadBalancer(errors, spec);
  checkTrafficPolicies(errors, spec);
}

function checkType(errors: FieldErrors, spec: ServiceSpec, headless: boolean): void {
  const type = spec.type;
  if ((type === 'LoadBalancer' || type === 'NodePort') && headless) {
    const path = SPEC.child('clusterIPs').index(0);
    errors.push(invalidValue(path, 'None', `may not be set to 'None' for ${type} services`));
  }
  if (type !== 'ExternalName') return;
  if (spec.clusterIP || spec.clusterIPs?.length) {
    errors.push(
      forbiddenValue(SPEC.child('clusterIPs'), 'may not be set for ExternalName services'),
    );
  }
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required(SPEC.child('externalName')));
  else checkName(errors, SPEC, 'externalName', name, isDns1123Subdomain);
}

function checkPorts(errors: FieldErrors, ports: readonly ServicePort[]): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = PORTS.index(index);
    if (port.name) {
      checkName(errors, at, 'name', port.name, isDns1123Label);
      if (names.has(port.name)) errors.push(duplicate(at.child('name'), port.name));
      names.add(port.name);
    } else if (ports.length > 1) errors.push(required(at.child('name')));
    const number: number | undefined = port.port;
    complain(errors, at.child('port'), number ?? 0, isPortNumber(number ?? 0));
    checkEnum(errors, at, 'protocol', port.protocol, ['SCTP', 'TCP', 'UDP']);
    checkPortNumberOrName(errors, at, 'targetPort', port.targetPort);
    if (port.appProtocol !== undefined) {
      checkName(errors, at, 'appProtocol', port.appProtocol, isQualifiedName);
    }
  });
}

function checkAffinityConfig(errors: FieldErrors, spec: ServiceSpec): void {
  const path = SPEC.child('sessionAffinityConfig');
  if (spec.sessionAffinity !== 'ClientIP') return;
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) {
    errors.push(required(path, 'when session affinity type is ClientIP'));
  } else if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
    const rule = `must be greater than 0 and less than ${String(MAX_AFFINITY_SECONDS)}`;
    errors.push(invalidValue(path.child('clientIP').child('timeoutSeconds'), seconds, rule));
  }
}

function checkClusterIP(errors: FieldErrors, clusterIP: string): void {
  complain(errors, SPEC.child('clusterIPs').index(0), clusterIP, isIP(clusterIP));
}

/** Two ports of a service differ in number or protocol, and so do its node ports. */
function checkPortUse(errors: FieldErrors, spec: ServiceSpec): void {
  const ports = spec.ports ?? [];
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  ports.forEach((port, index) => {
    if (!port.nodePort) return;
    const path = PORTS.index(index).child('nodePort');
    if (spec.type === 'ClusterIP') {
      errors.push(forbiddenValue(path, "may not be used when `type` is 'ClusterIP'"));
    }
    const key = `${port.protocol ?? 'TCP'}/${String(port.nodePort)}`;
    if (nodePorts.has(key)) errors.push(duplicate(path, port.nodePort));
    nodePorts.add(key);
  });
  ports.forEach(({ protocol = 'TCP', port }, index) => {
    const key = `${protocol}/${String(port)}`;
    if (numbers.has(key)) errors.push(duplicatePort(index, protocol, port));
    numbers.add(key);
  });
}

/** Kubernetes prints the internal struct, with Go's names and all fields that it did not fill in. */
function duplicatePort(index: number, protocol: string, port: number): FieldErrors[number] {
  return duplicate(PORTS.index(index), {
    Name: '',
    Protocol: protocol,
    AppProtocol: null,
    Port: port,
    TargetPort: 0,
    NodePort: 0,
  });
}

function checkLoadBalancer(errors: FieldErrors, spec: ServiceSpec): void {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const ranges = SPEC.child('LoadBalancerSourceRanges');
  if (spec.loadBalancerSourceRanges?.length) {
    if (spec.type !== 'LoadBalancer') errors.push(forbiddenValue(ranges, only));
    spec.loadBalancerSourceRanges.forEach((range, index) => {
      complain(errors, ranges.index(index), range.trim(), isCidr(range.trim()));
    });
  }
  if (spec.type === 'LoadBalancer') return;
  if (spec.allocateLoadBalancerNodePorts !== undefined) {
    errors.push(forbiddenValue(SPEC.child('allocateLoadBalancerNodePorts'), only));
  }
  if (spec.loadBalancerClass !== undefined) {
    errors.push(forbiddenValue(SPEC.child('loadBalancerClass'), only));
  }
}

function checkTrafficPolicies(errors: FieldErrors, spec: ServiceSpec): void {
  const { type, externalTrafficPolicy, healthCheckNodePort } = spec;
  const accessible =
    type === 'NodePort' ||
    type === 'LoadBalancer' ||
    (type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
  if (accessible && type !== 'ClusterIP') {
    checkEnum(errors, SPEC, 'externalTrafficPolicy', externalTrafficPolicy, POLICIES);
  } else if (!accessible && externalTrafficPolicy) {
    const rule = 'may only be set for externally-accessible services';
    errors.push(invalidValue(SPEC.child('externalTrafficPolicy'), externalTrafficPolicy, rule));
  }
  if (healthCheckNodePort && !(type === 'LoadBalancer' && externalTrafficPolicy === 'Local')) {
    const rule =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalidValue(SPEC.child('healthCheckNodePort'), healthCheckNodePort, rule));
  }
  checkOptionalEnum(errors, SPEC, 'internalTrafficPolicy', spec.internalTrafficPolicy, POLICIES);
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  const { trafficDistribution } = spec;
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    errors.push(
      notSupported(SPEC.child('trafficDistribution'), trafficDistribution, distributions),
    );
  }
}

/** A cluster IP stays for the service's life, unless it is or becomes an ExternalName. */
export function checkServiceUpdate(errors: FieldErrors, spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return;
  const path = SPEC.child('clusterIPs').index(0);
  const before = old.clusterIP ?? '';
  const after = spec.clusterIP ?? '';
  if (before === '' || before === after) return;
  if (after === '') errors.push(invalidNil(path, 'primary clusterIP can not be unset'));
  else errors.push(invalidValue(path, [after], 'may not change once set'));
}
