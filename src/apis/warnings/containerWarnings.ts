// What the API server warns of in containers. Source: k8s.io/kubernetes/pkg/api/pod (warnings.go).
//
// Differs from Kubernetes: ephemeral containers are passed over.
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { StringMap } from '../../apimachinery/objectMeta';
import { canonicalQuantity, quantityValue } from '../../apimachinery/quantity';
import type { Container, ContainerPort, EnvVar, PodSpec } from '../generated/core/v1';

const BYTES = ['memory', 'ephemeral-storage'];
const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** What a container is warned of for, beyond itself. */
interface Surroundings {
  readonly spec: PodSpec;
  readonly annotations: StringMap;
  /** Path of the annotations. */
  readonly notes: FieldPath;
}

export function containerWarnings(
  path: FieldPath,
  container: Container,
  surroundings: Surroundings,
): readonly string[] {
  const resources = path.child('resources');
  const { limits, requests } = container.resources ?? {};
  const ofLimits = fractionalBytes(resources.child('limits'), limits);
  const ofRequests = fractionalBytes(resources.child('requests'), requests);
  return [
    ...profileWarnings(container, surroundings),
    ...ofLimits,
    ...ofRequests,
    ...environmentWarnings(path.child('env'), container.env ?? []),
  ];
}

/** There are no halves of a byte. */
export function fractionalBytes(
  path: FieldPath,
  amounts: Readonly<Record<string, string | number>> | undefined,
  names: readonly string[] = BYTES,
): readonly string[] {
  if (amounts === undefined) return [];
  return names.flatMap((name) => {
    const amount = amounts[name];
    if (amount === undefined || Number.isInteger(quantityValue(amount))) return [];
    const value = canonicalQuantity(amount);
    return [
      `${path.key(name).toString()}: fractional byte value "${value}" is invalid, must be an integer`,
    ];
  });
}

/** Annotations that have become fields. */
function profileWarnings(
  { name, securityContext }: Container,
  { spec, annotations, notes }: Surroundings,
): readonly string[] {
  const warnings: string[] = [];
  const seccomp = SECCOMP + name;
  if (securityContext?.seccompProfile === undefined && annotations[seccomp] !== undefined) {
    const why = 'non-functional in v1.27+; use the "seccompProfile" field instead';
    warnings.push(`${notes.key(seccomp).toString()}: ${why}`);
  }
  const appArmor = APP_ARMOR + name;
  const hasProfile =
    spec.securityContext?.appArmorProfile !== undefined ||
    securityContext?.appArmorProfile !== undefined;
  if (!hasProfile && annotations[appArmor] !== undefined) {
    const why = 'deprecated since v1.30; use the "appArmorProfile" field instead';
    warnings.push(`${notes.key(appArmor).toString()}: ${why}`);
  }
  return warnings;
}

/** A name may come again only where its new value is made of the one before. */
function environmentWarnings(path: FieldPath, variables: readonly EnvVar[]): readonly string[] {
  const seen = new Set<string>();
  return variables.flatMap(({ name, value = '', valueFrom }, index) => {
    const reference = `$(${name})`;
    const hides =
      seen.has(name) &&
      (valueFrom !== undefined || value === reference || !value.includes(reference));
    seen.add(name);
    if (!hides) return [];
    const why = `hides previous definition of "${name}", which may be dropped when using apply`;
    return [`${path.index(index).toString()}: ${why}`];
  });
}

interface PlacedPort {
  readonly path: string;
  readonly port: ContainerPort;
}

/** Ports of all containers of a pod: they share its address. */
export function portWarnings(
  containers: readonly (readonly [FieldPath, Container])[],
): readonly string[] {
  const warnings: string[] = [];
  const placed = new Map<string, PlacedPort[]>();
  for (const [at, { ports = [] }] of containers) {
    for (const [index, port] of ports.entries()) {
      const path = at.child('ports').index(index).toString();
      if (port.hostIP && !port.hostPort) {
        warnings.push(`${path}: hostIP set without hostPort: ${goText(port)}`);
      }
      const key = `${String(port.containerPort)}/${port.protocol ?? ''}`;
      const others = placed.get(key) ?? [];
      for (const other of others) {
        const relation = overlap(port, other.port);
        if (relation !== undefined)
          warnings.push(`${path}: ${relation} port definition with ${other.path}`);
      }
      placed.set(key, [...others, { path, port }]);
    }
  }
  return warnings;
}

function overlap(port: ContainerPort, other: ContainerPort): string | undefined {
  const [ip, otherIp] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [host, otherHost] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (ip === otherIp && host === otherHost) return 'duplicate';
  if (host === 0 || otherHost === 0) return 'overlapping';
  return host === otherHost && (ip === '') !== (otherIp === '')
    ? 'dangerously ambiguous'
    : undefined;
}

/** As Go prints the struct. */
function goText(port: ContainerPort): string {
  const { name = '', hostPort = 0, containerPort, protocol = '', hostIP = '' } = port;
  return `{Name:${name} HostPort:${String(hostPort)} ContainerPort:${String(containerPort)} Protocol:${protocol} HostIP:${hostIP}}`;
}
