// Whom simulated users can call: the Services of the cluster from inside, their NodePorts and its
// Ingresses from outside.
import type { Service } from '../../apis/generated/core/v1';
import type { Ingress } from '../../apis/generated/networking/v1';
import type { TrafficTarget } from '../../cluster/network/traffic/trafficSpec';
import { targetTitle, wayText } from './trafficWords';

export interface TargetChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly target: TrafficTarget;
}

/** The learner's own first: those from outside, as real users come; then from inside. */
export function targetChoices(
  services: readonly Service[],
  ingresses: readonly Ingress[],
): readonly TargetChoice[] {
  const own = services.filter(isOwn);
  return [
    ...ingresses.map(ingressTarget),
    ...own.flatMap(nodePortTargets),
    ...own.flatMap(serviceTargets),
  ].map((target) => ({
    label: targetTitle(target),
    description: `${target.namespace}${target.kind === 'service' ? ' · from inside' : ' · from outside'}`,
    detail: wayText(target),
    target,
  }));
}

/** Not the API server and cluster DNS: no users call these. */
function isOwn({ metadata }: Service): boolean {
  const isApi = metadata.namespace === 'default' && metadata.name === 'kubernetes';
  return metadata.namespace !== 'kube-system' && !isApi;
}

function serviceTargets({ metadata, spec }: Service): readonly TrafficTarget[] {
  const { name, namespace = 'default' } = metadata;
  return (spec?.ports ?? [])
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ port }) => ({ kind: 'service', namespace, service: name, port }));
}

function nodePortTargets({ metadata, spec }: Service): readonly TrafficTarget[] {
  const { name, namespace = 'default' } = metadata;
  return (spec?.ports ?? []).flatMap(({ nodePort, protocol = 'TCP' }) =>
    nodePort === undefined || nodePort === 0 || protocol !== 'TCP'
      ? []
      : [{ kind: 'nodePort', namespace, service: name, nodePort } as const],
  );
}

function ingressTarget({ metadata, spec }: Ingress): TrafficTarget {
  const { name, namespace = 'default' } = metadata;
  const host = spec?.rules?.find((rule) => (rule.host ?? '') !== '')?.host ?? '';
  // Users type a name of their own where a rule takes any below it.
  return { kind: 'ingress', namespace, ingress: name, host: host.replace(/^\*\./, 'www.') };
}
