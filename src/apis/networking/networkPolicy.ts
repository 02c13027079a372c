// Rules of NetworkPolicies. Source: k8s.io/kubernetes/pkg/apis/networking/{v1,validation}.
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isCidr, isDns1123Subdomain, isPortName, isPortNumber } from '../../apimachinery/names';
import { ipRange } from '../../apimachinery/ipRange';
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../generated/networking/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkLabelSelector } from '../meta/labelValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { NETWORK_POLICIES } from '../resources';

const SPEC = FieldPath.root('spec');
const TYPES: readonly string[] = ['Ingress', 'Egress'];
const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

export const NETWORK_POLICY_RULES: KindRules<NetworkPolicy> = {
  defaults: (policy) => withField(withDefaults(policy, { spec: {} }), 'spec', defaultSpec),
  ...kindValidation(NETWORK_POLICIES, {
    name: isDns1123Subdomain,
    check: (errors, { spec }) => {
      checkSpec(errors, spec);
    },
  }),
};

function defaultSpec(given: NetworkPolicySpec): NetworkPolicySpec {
  const policyTypes = (given.egress?.length ?? 0) > 0 ? TYPES : TYPES.slice(0, 1);
  let spec = given.policyTypes?.length === 0 ? { ...given, policyTypes: undefined } : given;
  // Two of the words that the field may hold.
  const types = policyTypes as NonNullable<NetworkPolicySpec['policyTypes']>;
  spec = withDefaults(spec, { podSelector: {}, policyTypes: types });
  spec = withField(spec, 'ingress', (rules) => mapShared(rules, defaultPorts));
  return withField(spec, 'egress', (rules) => mapShared(rules, defaultPorts));
}

function defaultPorts<T extends { readonly ports?: readonly NetworkPolicyPort[] | undefined }>(
  rule: T,
): T {
  const ports =
    rule.ports && mapShared(rule.ports, (port) => withDefaults(port, { protocol: 'TCP' }));
  return ports === rule.ports ? rule : { ...rule, ports };
}

function checkSpec(errors: FieldErrors, spec: NetworkPolicySpec): void {
  checkLabelSelector(errors, SPEC.child('podSelector'), spec.podSelector ?? {});
  spec.ingress?.forEach(({ ports, from }, index) => {
    const path = SPEC.child('ingress').index(index);
    checkRule(errors, path, ports, 'from', from);
  });
  spec.egress?.forEach(({ ports, to }, index) => {
    checkRule(errors, SPEC.child('egress').index(index), ports, 'to', to);
  });
  const types: readonly string[] = spec.policyTypes ?? [];
  const path = SPEC.child('policyTypes');
  if (types.length > TYPES.length) {
    errors.push(invalidValue(path, types, 'may not specify more than two policyTypes'));
    return;
  }
  types.forEach((type, index) => {
    if (!TYPES.includes(type)) errors.push(notSupported(path.index(index), type, TYPES));
  });
}

function checkRule(
  errors: FieldErrors,
  path: FieldPath,
  ports: readonly NetworkPolicyPort[] = [],
  side: 'from' | 'to',
  peers: readonly NetworkPolicyPeer[] = [],
): void {
  ports.forEach((port, index) => {
    checkPort(errors, path.child('ports').index(index), port);
  });
  peers.forEach((peer, index) => {
    checkPeer(errors, path.child(side).index(index), peer);
  });
}

function checkPort(
  errors: FieldErrors,
  path: FieldPath,
  { protocol, port, endPort }: NetworkPolicyPort,
): void {
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(path.child('protocol'), protocol, PROTOCOLS));
  }
  const end = path.child('endPort');
  if (typeof port === 'number') {
    complain(errors, path.child('port'), port, isPortNumber(port));
    if (endPort === undefined) return;
    if (endPort < port) {
      errors.push(invalidValue(end, endPort, 'must be greater than or equal to `port`'));
    }
    complain(errors, end, endPort, isPortNumber(endPort));
    return;
  }
  if (endPort !== undefined) {
    const why = port === undefined ? 'not specified' : 'non-numeric';
    errors.push(invalidValue(end, endPort, `may not be specified when \`port\` is ${why}`));
  }
  if (port !== undefined) complain(errors, path.child('port'), port, isPortName(port));
}

function checkPeer(errors: FieldErrors, path: FieldPath, peer: NetworkPolicyPeer): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector) checkLabelSelector(errors, path.child('podSelector'), podSelector);
  if (namespaceSelector) {
    checkLabelSelector(errors, path.child('namespaceSelector'), namespaceSelector);
  }
  if (ipBlock) checkIpBlock(errors, path.child('ipBlock'), ipBlock);
  const count = [podSelector, namespaceSelector, ipBlock].filter(Boolean).length;
  if (count === 0) errors.push(required(path, 'must specify a peer'));
  else if (count > 1 && ipBlock) {
    errors.push(forbiddenValue(path, 'may not specify both ipBlock and another peer'));
  }
}

function checkIpBlock(errors: FieldErrors, path: FieldPath, { cidr, except = [] }: IPBlock): void {
  if (!cidr) {
    errors.push(required(path.child('cidr')));
    return;
  }
  complain(errors, path.child('cidr'), cidr, isCidr(cidr));
  const block = ipRange(cidr);
  if (block === undefined) return;
  except.forEach((text, index) => {
    const at = path.child('except').index(index);
    complain(errors, at, text, isCidr(text));
    const part = ipRange(text);
    if (part === undefined) return;
    const within =
      part.isV6 === block.isV6 && part.first >= block.first && part.first <= block.last;
    if (within && part.bits > block.bits) return;
    errors.push(invalidValue(at, text, 'must be a strict subset of `cidr`'));
  });
}
