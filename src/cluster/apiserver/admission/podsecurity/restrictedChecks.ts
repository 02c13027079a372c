// The checks of the level `restricted`, in their order: pods are hardened by today's best practice.
// Source: k8s.io/pod-security-admission/policy (check_*.go);
// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
//
// Differs from Kubernetes: pods in a user namespace of their own are held to the same.
import type { Container, PodSpec, Volume } from '../../../../apis/generated/core/v1';
import {
  BASELINE_CHECKS,
  capabilitiesBaseline,
  hostPathVolumes,
  seccompProfileBaseline,
  violation,
} from './baselineChecks';
import {
  containersText,
  plural,
  quoted,
  settersText,
  sortedSet,
  type SecurityCheck,
} from './securityCheck';

const VOLUMES: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const allowPrivilegeEscalation: SecurityCheck = ({ spec, containers }) => {
  if (isWindows(spec)) return undefined;
  const bad = containers.filter((each) => each.securityContext?.allowPrivilegeEscalation !== false);
  return violation(
    'allowPrivilegeEscalation != false',
    containersText(bad),
    (who) => `${who} must set securityContext.allowPrivilegeEscalation=false`,
  );
};

const capabilitiesRestricted: SecurityCheck = ({ spec, containers }) => {
  if (isWindows(spec)) return undefined;
  const added = (each: Container): readonly string[] =>
    (each.securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containers.filter(
    (each) => !(each.securityContext?.capabilities?.drop ?? []).includes('ALL'),
  );
  const adding = containers.filter((each) => added(each).length > 0);
  const details: string[] = [];
  const keepers = containersText(keeping);
  if (keepers !== undefined) {
    details.push(`${keepers} must set securityContext.capabilities.drop=["ALL"]`);
  }
  const adders = containersText(adding);
  if (adders !== undefined) {
    const what = quoted(sortedSet(adding.flatMap(added)));
    details.push(`${adders} must not include ${what} in securityContext.capabilities.add`);
  }
  if (details.length === 0) return undefined;
  return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const restrictedVolumes: SecurityCheck = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.includes(typeOf(volume)));
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map(typeOf));
  const names = quoted(bad.map(({ name }) => name));
  const use = bad.length === 1 ? 'uses' : 'use';
  const what = `${plural('restricted volume type', types)} ${quoted(types)}`;
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', bad)} ${names} ${use} ${what}`,
  };
};

/** The member that a volume has beside its name. */
function typeOf({ name: _, ...source }: Volume): string {
  return Object.keys(source)[0] ?? 'unknown';
}

const runAsNonRoot: SecurityCheck = ({ spec, containers }) => {
  const podValue = spec.securityContext?.runAsNonRoot;
  const valueOf = (each: Container): boolean | undefined => each.securityContext?.runAsNonRoot;
  const reason = 'runAsNonRoot != true';
  const setters = settersText(
    podValue === false,
    containers.filter((each) => valueOf(each) === false),
  );
  if (setters !== undefined) {
    return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  }
  if (podValue === true) return undefined;
  const silent = containers.filter((each) => valueOf(each) === undefined);
  return violation(
    reason,
    containersText(silent),
    (who) => `pod or ${who} must set securityContext.runAsNonRoot=true`,
  );
};

const runAsUser: SecurityCheck = ({ spec, containers }) => {
  const isRoot = ({ securityContext }: PodSpec | Container): boolean =>
    securityContext?.runAsUser === 0;
  return violation(
    'runAsUser=0',
    settersText(isRoot(spec), containers.filter(isRoot)),
    (who) => `${who} must not set runAsUser=0`,
  );
};

const seccompProfileRestricted: SecurityCheck = ({ spec, containers }) => {
  if (isWindows(spec)) return undefined;
  const valueOf = ({ securityContext }: PodSpec | Container): string | undefined =>
    securityContext?.seccompProfile?.type;
  const isBad = (each: PodSpec | Container): boolean => {
    const type = valueOf(each);
    return type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  };
  const reason = 'seccompProfile';
  const bad = containers.filter(isBad);
  const setters = settersText(isBad(spec), bad);
  if (setters !== undefined) {
    const values = [...(isBad(spec) ? [spec] : []), ...bad].map((each) => valueOf(each) ?? '');
    const what = quoted(sortedSet(values));
    return {
      reason,
      detail: `${setters} must not set securityContext.seccompProfile.type to ${what}`,
    };
  }
  if (valueOf(spec) !== undefined) return undefined;
  const silent = containers.filter((each) => valueOf(each) === undefined);
  return violation(
    reason,
    containersText(silent),
    (who) =>
      `pod or ${who} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  );
};

function isWindows({ os }: PodSpec): boolean {
  return os?.name === 'windows';
}

/** Where one of these looks closer, the check of `baseline` is left out. */
const REPLACED: readonly SecurityCheck[] = [
  capabilitiesBaseline,
  hostPathVolumes,
  seccompProfileBaseline,
];

export const RESTRICTED_CHECKS: readonly SecurityCheck[] = [
  ...BASELINE_CHECKS.filter((check) => !REPLACED.includes(check)),
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
];
