// Pod specs and pod templates. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidatePodSpec,
// ValidatePodTemplateSpec).
//
// Differs from Kubernetes: resourceClaims, overhead, os and pod-level resources are not looked into.
import type { FieldError } from '../../apimachinery/apiStatus';
import { duplicate, forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isInRange,
  isIP,
  isQualifiedName,
} from '../../apimachinery/names';
import type { Container, PodSpec, PodTemplateSpec } from '../generated/core/v1';
import {
  checkEnum,
  checkName,
  checkOptionalEnum,
  complain,
  type FieldErrors,
} from '../meta/fieldChecks';
import { checkAnnotations, checkLabels } from '../meta/labelValidation';
import { checkContainers, checkInitContainers } from './containerValidation';
import { checkAffinity, checkTolerations, checkTopologySpread } from './schedulingValidation';
import { checkPodSecurityContext } from './securityContextValidation';
import { SiblingMemo } from './siblingSpecs';
import { checkVolumes } from './volumeValidation';

const RESTART_POLICIES: readonly string[] = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES: readonly string[] = [
  'ClusterFirstWithHostNet',
  'ClusterFirst',
  'Default',
  'None',
];
const MAX_INT32 = 2_147_483_647;
const NO_VOLUMES: ReadonlySet<string> = new Set();
const NO_ERRORS: readonly FieldError[] = [];

const POD_PATH = FieldPath.root('spec');
const TEMPLATE_PATH = FieldPath.root('spec').child('template');

/** Pure caches: a spec is immutable, so that one found good stays good. Pods of a template share theirs. */
const GOOD_POD_SPECS = new SiblingMemo<true>();
const GOOD_TEMPLATE_SPECS = new WeakSet<PodSpec>();

/** Complaints about `spec` of a Pod. */
export function podSpecErrors(spec: PodSpec): readonly FieldError[] {
  const good = GOOD_POD_SPECS.find(spec);
  if (good !== undefined && isAlsoGood(spec, good.spec)) return NO_ERRORS;
  const errors: FieldErrors = [];
  checkPodSpec(errors, POD_PATH, spec, true);
  checkPodOnly(errors, spec);
  if (errors.length === 0) GOOD_POD_SPECS.set(spec, true);
  return errors;
}

/** Of siblings, affinity is looked at for each. */
function isAlsoGood({ affinity }: PodSpec, good: PodSpec): boolean {
  if (affinity === undefined || affinity === good.affinity) return true;
  const errors: FieldErrors = [];
  checkAffinity(errors, POD_PATH.child('affinity'), affinity);
  return errors.length === 0;
}

/** Complaints about a template, which most workloads have at `spec.template`. */
export function podTemplateErrors(
  template: PodTemplateSpec,
  path: FieldPath = TEMPLATE_PATH,
): readonly FieldError[] {
  const errors: FieldErrors = [];
  const specPath = path.child('spec');
  // Kubernetes leaves `metadata` out of these two paths.
  if (template.metadata?.labels)
    checkLabels(errors, path.child('labels'), template.metadata.labels);
  if (template.metadata?.annotations) {
    checkAnnotations(errors, path.child('annotations'), template.metadata.annotations);
  }
  const { spec } = template;
  if (spec === undefined) {
    errors.push(required(specPath.child('containers')));
    return errors;
  }
  if (!GOOD_TEMPLATE_SPECS.has(spec)) {
    const before = errors.length;
    checkPodSpec(errors, specPath, spec, false);
    if (spec.ephemeralContainers?.length) {
      const rule = 'ephemeral containers not allowed in pod template';
      errors.push(forbiddenValue(specPath.child('ephemeralContainers'), rule));
    }
    if (errors.length === before) GOOD_TEMPLATE_SPECS.add(spec);
  }
  return errors;
}

function checkPodSpec(errors: FieldErrors, path: FieldPath, spec: PodSpec, isPod: boolean): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required(path.child('terminationGracePeriodSeconds')));
  }
  const volumes = spec.volumes
    ? checkVolumes(errors, path.child('volumes'), spec.volumes)
    : NO_VOLUMES;
  checkContainers(errors, path.child('containers'), spec, volumes);
  if (spec.initContainers) checkInitContainers(errors, path.child('initContainers'), spec, volumes);
  if (spec.hostNetwork)
    checkHostNetworkPorts(errors, path.child('containers'), spec.containers, isPod);
  checkEnum(errors, path, 'restartPolicy', spec.restartPolicy, RESTART_POLICIES);
  checkEnum(errors, path, 'dnsPolicy', spec.dnsPolicy, DNS_POLICIES);
  if (spec.nodeSelector) checkLabels(errors, path.child('nodeSelector'), spec.nodeSelector);
  if (spec.securityContext) {
    checkPodSecurityContext(errors, path.child('securityContext'), spec.securityContext);
  }
  if (spec.shareProcessNamespace && spec.hostPID) {
    const rule = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalidValue(path.child('shareProcessNamespace'), true, rule));
  }
  if (spec.affinity) checkAffinity(errors, path.child('affinity'), spec.affinity);
  checkDns(errors, path.child('dnsConfig'), spec);
  checkGates(errors, path, spec);
  if (spec.topologySpreadConstraints) {
    checkTopologySpread(
      errors,
      path.child('topologySpreadConstraints'),
      spec.topologySpreadConstraints,
    );
  }
  checkNamesIn(errors, path, spec);
  if (spec.tolerations) checkTolerations(errors, path.child('tolerations'), spec.tolerations);
  checkHostAliases(errors, path.child('hostAliases'), spec);
  const policies = ['PreemptLowerPriority', 'Never'];
  checkOptionalEnum(errors, path, 'preemptionPolicy', spec.preemptionPolicy, policies);
}

function checkNamesIn(errors: FieldErrors, path: FieldPath, spec: PodSpec): void {
  const { serviceAccountName, nodeName, activeDeadlineSeconds, hostname, subdomain } = spec;
  if (serviceAccountName) {
    checkName(errors, path, 'serviceAccountName', serviceAccountName, isDns1123Subdomain);
  }
  if (nodeName) checkName(errors, path, 'nodeName', nodeName, isDns1123Subdomain);
  if (activeDeadlineSeconds !== undefined) {
    for (const complaint of isInRange(activeDeadlineSeconds, 1, MAX_INT32)) {
      errors.push(
        invalidValue(path.child('activeDeadlineSeconds'), activeDeadlineSeconds, complaint),
      );
    }
  }
  if (hostname) checkName(errors, path, 'hostname', hostname, isDns1123Label);
  if (subdomain) checkName(errors, path, 'subdomain', subdomain, isDns1123Label);
  const { priorityClassName, runtimeClassName } = spec;
  if (priorityClassName) {
    checkName(errors, path, 'priorityClassName', priorityClassName, isDns1123Subdomain);
  }
  if (runtimeClassName !== undefined) {
    checkName(errors, path, 'runtimeClassName', runtimeClassName, isDns1123Subdomain);
  }
}

/** On the host's network the container's port is the host's; a template may leave it to the pod. */
function checkHostNetworkPorts(
  errors: FieldErrors,
  path: FieldPath,
  containers: readonly Container[],
  isPod: boolean,
): void {
  containers.forEach((container, position) => {
    container.ports?.forEach((port, index) => {
      const hostPort = port.hostPort ?? 0;
      if (hostPort === port.containerPort || (hostPort === 0 && !isPod)) return;
      const at = path.index(position).child('ports').index(index).child('hostPort');
      errors.push(
        invalidValue(at, hostPort, 'must match `containerPort` when `hostNetwork` is true'),
      );
    });
  });
}

function checkDns(errors: FieldErrors, path: FieldPath, spec: PodSpec): void {
  const { dnsConfig } = spec;
  if (spec.dnsPolicy === 'None' && !dnsConfig) {
    errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    return;
  }
  if (spec.dnsPolicy === 'None' && !dnsConfig?.nameservers?.length) {
    const rule = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    errors.push(required(path.child('nameservers'), rule));
    return;
  }
  const servers = dnsConfig?.nameservers ?? [];
  if (servers.length > 3) {
    errors.push(
      invalidValue(path.child('nameservers'), servers, 'must not have more than 3 nameservers'),
    );
  }
  servers.forEach((server, index) => {
    complain(errors, path.child('nameservers').index(index), server, isIP(server));
  });
}

function checkGates(errors: FieldErrors, path: FieldPath, spec: PodSpec): void {
  spec.readinessGates?.forEach((gate, index) => {
    const at = path.child('readinessGates').index(index);
    checkName(errors, at, 'conditionType', gate.conditionType, isQualifiedName);
  });
  const seen = new Set<string>();
  spec.schedulingGates?.forEach((gate, index) => {
    const at = path.child('schedulingGates').index(index);
    complain(errors, at, gate.name, isQualifiedName(gate.name));
    if (seen.has(gate.name)) errors.push(duplicate(at, gate.name));
    seen.add(gate.name);
  });
}

function checkHostAliases(errors: FieldErrors, path: FieldPath, spec: PodSpec): void {
  spec.hostAliases?.forEach((alias, index) => {
    complain(errors, path.index(index).child('ip'), alias.ip, isIP(alias.ip));
    alias.hostnames?.forEach((name, position) => {
      for (const complaint of isDns1123Subdomain(name)) {
        errors.push(
          invalidValue(path.index(index).child('hostnames').index(position), name, complaint),
        );
      }
    });
  });
}

/** What is asked of pods but not of templates, which were there before these rules. */
function checkPodOnly(errors: FieldErrors, spec: PodSpec): void {
  for (const field of ['containers', 'initContainers'] as const) {
    spec[field]?.forEach((container, index) => {
      const image = container.image ?? '';
      if (image === image.trim()) return;
      const at = POD_PATH.child(field).index(index).child('image');
      errors.push(invalidValue(at, image, 'must not have leading or trailing whitespace'));
    });
  }
}
