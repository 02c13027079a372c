// Why a Service leads nowhere: whom it selects, and what is wrong with those.
import { isPodActive, isPodReady } from '../../apis/core/podState';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Pod, Service } from '../../apis/generated/core/v1';
import { plural } from '../plural';
import { podTrouble } from './podTrouble';

const NAMED_PODS = 3;

/** Undefined where it has endpoints, or none of its own making. `pods` are those of its namespace. */
export function whyService({ metadata, spec }: Service, pods: readonly Pod[]): string | undefined {
  const { selector = {}, type, publishNotReadyAddresses } = spec;
  const { name } = metadata;
  if (type === 'ExternalName') return undefined;
  if (Object.keys(selector).length === 0)
    return `It has no selector, so nobody finds pods for it: its endpoints are those of the EndpointSlices that you make for Service ${name}.`;
  const chosen = pods.filter((pod) => isPodActive(pod) && missing(selector, pod).length === 0);
  if (chosen.length === 0) return selectsNobody(selector, pods);
  if (publishNotReadyAddresses === true || chosen.some(isPodReady)) return undefined;
  const named = chosen.slice(0, NAMED_PODS).map((pod) => {
    return `Pod ${pod.metadata.name} ${podTrouble(pod) ?? 'is not ready'}`;
  });
  const more = chosen.length > named.length ? '; and so on' : '';
  return `It has no endpoint that is ready: of ${plural(chosen.length, 'pod')} that it selects none is. ${named.join('; ')}${more}.`;
}

function selectsNobody(selector: StringMap, pods: readonly Pod[]): string {
  const wanted = labelsText(selector);
  const said = `It has no endpoints: no pod of its namespace has the ${Object.keys(selector).length === 1 ? 'label' : 'labels'} ${wanted} that it selects by.`;
  const near = nearest(selector, pods);
  return near === undefined
    ? `${said} Are there pods for it at all?`
    : `${said} Pod ${near.metadata.name} comes nearest, with ${labelsText(near.metadata.labels ?? {})}: compare the two.`;
}

/** The pod that lacks least, of those that have the same keys at least. */
function nearest(selector: StringMap, pods: readonly Pod[]): Pod | undefined {
  const keys = Object.keys(selector);
  let best: { readonly pod: Pod; readonly lacks: number } | undefined;
  for (const pod of pods) {
    if (!isPodActive(pod) || !keys.some((key) => pod.metadata.labels?.[key] !== undefined))
      continue;
    const lacks = missing(selector, pod).length;
    if (best === undefined || lacks < best.lacks) best = { pod, lacks };
  }
  return best?.pod;
}

function missing(selector: StringMap, { metadata }: Pod): readonly string[] {
  return Object.keys(selector).filter((key) => metadata.labels?.[key] !== selector[key]);
}

function labelsText(labels: StringMap): string {
  return Object.entries(labels)
    .filter(([key]) => key !== 'pod-template-hash')
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
