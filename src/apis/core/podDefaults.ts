// Defaults of pods and pod templates. Source: k8s.io/kubernetes/pkg/apis/core/v1 (SetDefaults_Pod,
// SetDefaults_PodSpec).
import type { EphemeralContainer, Pod, PodSpec, PodTemplateSpec } from '../generated/core/v1';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { defaultContainer, defaultHostPorts, defaultRequests } from './containerDefaults';
import { madeLikewise, SiblingMemo } from './siblingSpecs';
import { defaultVolume } from './volumeDefaults';

const POD_SPEC: Partial<PodSpec> = {
  containers: [],
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
};
const POD_ONLY: Partial<PodSpec> = { enableServiceLinks: true };
const NO_SPEC: PodSpec = { containers: [] };
const EMPTY_POD: Partial<Pod> = { spec: NO_SPEC, status: {} };

/**
 * What specs were completed to. A pure cache: specs are immutable, and all pods of a template go on
 * to share one spec, instead of having one each.
 */
const COMPLETE_POD_SPECS = new WeakMap<PodSpec, PodSpec>();
const SIBLINGS = new SiblingMemo<PodSpec>();
const COMPLETE_TEMPLATE_SPECS = new WeakMap<PodSpec, PodSpec>();

export function defaultPod(pod: Pod): Pod {
  return withField(withDefaults<Pod>(pod, EMPTY_POD), 'spec', defaultPodSpec);
}

export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const withSpec = template.spec === undefined ? { ...template, spec: NO_SPEC } : template;
  return withField(withSpec, 'spec', defaultTemplateSpec);
}

function defaultPodSpec(spec: PodSpec): PodSpec {
  const known = COMPLETE_POD_SPECS.get(spec);
  if (known !== undefined) return known;
  const sibling = SIBLINGS.find(spec);
  if (sibling !== undefined) return madeLikewise(spec, sibling);
  let result = withDefaults(defaultTemplateSpec(spec), POD_ONLY);
  result = withField(result, 'containers', (list) => mapShared(list, defaultRequests));
  result = withField(result, 'initContainers', (list) => mapShared(list, defaultRequests));
  if (result.hostNetwork) {
    result = withField(result, 'containers', (list) => mapShared(list, defaultHostPorts));
    result = withField(result, 'initContainers', (list) => mapShared(list, defaultHostPorts));
  }
  SIBLINGS.set(spec, result);
  COMPLETE_POD_SPECS.set(spec, result);
  COMPLETE_POD_SPECS.set(result, result);
  return result;
}

function defaultTemplateSpec(spec: PodSpec): PodSpec {
  const known = COMPLETE_TEMPLATE_SPECS.get(spec);
  if (known !== undefined) return known;
  let result = withDefaults(withServiceAccount(spec), POD_SPEC);
  result = withField(result, 'containers', (list) => mapShared(list, defaultContainer));
  result = withField(result, 'initContainers', (list) => mapShared(list, defaultContainer));
  result = withField(result, 'ephemeralContainers', (list) => mapShared(list, defaultEphemeral));
  result = withField(result, 'volumes', (list) => mapShared(list, defaultVolume));
  COMPLETE_TEMPLATE_SPECS.set(spec, result);
  COMPLETE_TEMPLATE_SPECS.set(result, result);
  return result;
}

function defaultEphemeral(container: EphemeralContainer): EphemeralContainer {
  return defaultContainer(container);
}

/** `serviceAccount` is the deprecated name of `serviceAccountName`; the API server keeps both equal. */
function withServiceAccount(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name || (spec.serviceAccount === name && spec.serviceAccountName === name)) return spec;
  return { ...spec, serviceAccount: name, serviceAccountName: name };
}
