// The checks of the level `baseline`, in their order: known ways to more privileges are closed.
// Source: k8s.io/pod-security-admission/policy (check_*.go);
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
import type { Container, LifecycleHandler, Probe } from '../../../../apis/generated/core/v1';
import {
  containersText,
  plural,
  quoted,
  settersText,
  sortedSet,
  type CheckedPod,
  type SecurityCheck,
  type Violation,
} from './securityCheck';

const CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const SYSCTLS: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];
const SELINUX_TYPES: readonly string[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];
const APP_ARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: SecurityCheck = ({ annotations, spec, containers }) => {
  const isBad = (type: string | undefined): boolean =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const podType = spec.securityContext?.appArmorProfile?.type;
  const bad = containers.filter((each) => isBad(each.securityContext?.appArmorProfile?.type));
  const types = bad.map((each) => each.securityContext?.appArmorProfile?.type ?? '');
  const values = sortedSet(isBad(podType) ? [podType ?? '', ...types] : types);
  const setters = settersText(isBad(podType), bad);
  const details = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APP_ARMOR_ANNOTATION) && !isAllowedProfile(value))
    .map(([key, value]) => `${key}="${value}"`)
    .sort();
  if (setters !== undefined) {
    details.unshift(`${setters} must not set AppArmor profile type to ${quoted(values)}`);
  }
  if (details.length === 0) return undefined;
  return { reason: plural('forbidden AppArmor profile', details), detail: details.join(', ') };
};

function isAllowedProfile(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
}

export const capabilitiesBaseline: SecurityCheck = ({ containers }) => {
  const added = (container: Container): readonly string[] =>
    (container.securityContext?.capabilities?.add ?? []).filter(
      (each) => !CAPABILITIES.includes(each),
    );
  const bad = containers.filter((each) => added(each).length > 0);
  const what = quoted(sortedSet(bad.flatMap(added)));
  return violation(
    'non-default capabilities',
    containersText(bad),
    (who) => `${who} must not include ${what} in securityContext.capabilities.add`,
  );
};

const hostNamespaces: SecurityCheck = ({ spec }) => {
  const flags = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
    (flag) => spec[flag] === true,
  );
  if (flags.length === 0) return undefined;
  return { reason: 'host namespaces', detail: flags.map((flag) => `${flag}=true`).join(', ') };
};

export const hostPathVolumes: SecurityCheck = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined);
  if (bad.length === 0) return undefined;
  const names = quoted(bad.map(({ name }) => name));
  return { reason: 'hostPath volumes', detail: `${plural('volume', bad)} ${names}` };
};

const hostPorts: SecurityCheck = ({ containers }) => {
  const portsOf = ({ ports = [] }: Container): readonly string[] =>
    ports.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [String(hostPort)]));
  const bad = containers.filter((each) => portsOf(each).length > 0);
  const ports = sortedSet(bad.flatMap(portsOf));
  return violation('hostPort', containersText(bad), (who) =>
    [who, bad.length === 1 ? 'uses' : 'use', plural('hostPort', ports), ports.join(', ')].join(' '),
  );
};

const hostProbesAndHostLifecycle: SecurityCheck = ({ containers }) => {
  const hostsOf = (handler: Probe | LifecycleHandler | undefined): readonly string[] =>
    [handler?.httpGet?.host, handler?.tcpSocket?.host].filter(
      (host) => host !== undefined && host !== '',
    ) as string[];
  const of = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(
      hostsOf,
    );
  const bad = containers.filter((each) => of(each).length > 0);
  const hosts = sortedSet(bad.flatMap(of));
  const reason = 'probe or lifecycle host';
  return violation(reason, containersText(bad), (who) =>
    [who, bad.length === 1 ? 'uses' : 'use', plural(reason, hosts), quoted(hosts)].join(' '),
  );
};

const privileged: SecurityCheck = ({ containers }) => {
  const bad = containers.filter((each) => each.securityContext?.privileged === true);
  return violation(
    'privileged',
    containersText(bad),
    (who) => `${who} must not set securityContext.privileged=true`,
  );
};

const procMount: SecurityCheck = ({ containers }) => {
  const typeOf = (each: Container): string => each.securityContext?.procMount ?? 'Default';
  const bad = containers.filter((each) => typeOf(each) !== 'Default');
  const types = quoted(sortedSet(bad.map(typeOf)));
  return violation(
    'procMount',
    containersText(bad),
    (who) => `${who} must not set securityContext.procMount to ${types}`,
  );
};

const seLinuxOptions: SecurityCheck = ({ spec, containers }) => {
  const isBad = ({ securityContext }: CheckedPod['spec'] | Container): boolean => {
    const { type = '', user, role } = securityContext?.seLinuxOptions ?? {};
    return !SELINUX_TYPES.includes(type) || Boolean(user) || Boolean(role);
  };
  const bad = containers.filter(isBad);
  const all = [spec, ...containers].map((each) => each.securityContext?.seLinuxOptions ?? {});
  const types = sortedSet(all.map(({ type = '' }) => type)).filter(
    (type) => !SELINUX_TYPES.includes(type),
  );
  const what = [
    ...(types.length > 0 ? [`${plural('type', types)} ${quoted(types)}`] : []),
    ...(all.some(({ user }) => Boolean(user)) ? ['user may not be set'] : []),
    ...(all.some(({ role }) => Boolean(role)) ? ['role may not be set'] : []),
  ].join('; ');
  return violation(
    'seLinuxOptions',
    settersText(isBad(spec), bad),
    (who) => `${who} set forbidden securityContext.seLinuxOptions: ${what}`,
  );
};

export const seccompProfileBaseline: SecurityCheck = ({ spec, containers }) => {
  const isBad = ({ securityContext }: CheckedPod['spec'] | Container): boolean =>
    securityContext?.seccompProfile?.type === 'Unconfined';
  return violation(
    'seccompProfile',
    settersText(isBad(spec), containers.filter(isBad)),
    (who) => `${who} must not set securityContext.seccompProfile.type to "Unconfined"`,
  );
};

const sysctls: SecurityCheck = ({ spec }) => {
  const names = (spec.securityContext?.sysctls ?? []).map(({ name }) => name);
  const bad = names.filter((name) => !SYSCTLS.includes(name));
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

const windowsHostProcess: SecurityCheck = ({ spec, containers }) => {
  const isBad = ({ securityContext }: CheckedPod['spec'] | Container): boolean =>
    securityContext?.windowsOptions?.hostProcess === true;
  return violation(
    'hostProcess',
    settersText(isBad(spec), containers.filter(isBad)),
    (who) => `${who} must not set securityContext.windowsOptions.hostProcess=true`,
  );
};

export const BASELINE_CHECKS: readonly SecurityCheck[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
];

/** None where nobody is at fault. */
export function violation(
  reason: string,
  who: string | undefined,
  detail: (who: string) => string,
): Violation | undefined {
  return who === undefined ? undefined : { reason, detail: detail(who) };
}
