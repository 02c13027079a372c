// What an input is called in the timeline, as an order: `Delete Pod web-1`, `Crash worker-1`.
import type { ApiRequest } from '../../cluster/client/apiHandler';
import type { ClusterInput } from '../../cluster/clusterInput';
import { faultTitle } from '../../cluster/faults/faults';
import { targetText as faultTargetText } from '../../cluster/faults/fault';
import { targetText as trafficTargetText } from '../../cluster/network/traffic/trafficSpec';

/** Undefined for what no person did, or what changes nothing worth looking back to. */
export function inputTitle(input: ClusterInput): string | undefined {
  switch (input.type) {
    case 'request':
      return requestTitle(input.request);
    case 'addWorker':
      return `Add ${input.node}`;
    case 'removeWorker':
      return `Remove ${input.node}`;
    case 'crashNode':
      return `Crash ${input.node}`;
    case 'restartNode':
      return `Restart ${input.node}`;
    case 'crashContainer':
      return input.container === undefined
        ? `Crash Pod ${input.pod}`
        : `Crash container ${input.container} of Pod ${input.pod}`;
    case 'fault':
      return `${faultTitle(input.fault)}: ${faultTargetText(input.target)}`;
    case 'liftFault':
      return `Undo "${faultTitle(input.fault)}": ${faultTargetText(input.target)}`;
    case 'liftAllFaults':
      return 'Undo all faults';
    case 'nodeAutoRepair':
      return `Switch node auto-repair ${input.isOn ? 'on' : 'off'}`;
    case 'startTraffic':
      return `Start traffic to ${trafficTargetText(input.traffic.target)}`;
    case 'stopTraffic':
      return 'Stop traffic';
    case 'openSession':
      return sessionTitle(input);
    case 'forwardPort':
      return `Forward port ${String(input.port)} of Pod ${input.pod}`;
    default:
      return undefined;
  }
}

function sessionTitle({
  command,
  pod,
}: {
  readonly command: readonly string[];
  readonly pod: string;
}): string {
  return command.length === 0 ? `Attach to Pod ${pod}` : `Run ${command.join(' ')} in Pod ${pod}`;
}

/** Questions that are asked by creating an object. */
const QUESTIONS = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

const VERBS: Readonly<Record<ApiRequest['verb'], string>> = {
  get: 'Get',
  list: 'List',
  create: 'Create',
  update: 'Update',
  patch: 'Change',
  delete: 'Delete',
  deletecollection: 'Delete all',
};

function requestTitle(request: ApiRequest): string | undefined {
  const { resource, namespace } = request;
  const isDryRun = 'options' in request && request.options !== undefined && isDry(request.options);
  const byComponent = request.user.name.startsWith('system:');
  if (isDryRun || byComponent || QUESTIONS.has(resource.group)) return undefined;
  const where = namespace === undefined || namespace === 'default' ? '' : ` in ${namespace}`;
  return `${verbOf(request)} ${resource.kind} ${nameOf(request)}`.trimEnd() + where;
}

function isDry(options: object): boolean {
  return 'dryRun' in options && options.dryRun === true;
}

function verbOf(request: ApiRequest): string {
  const subresource = 'subresource' in request ? request.subresource : undefined;
  if (subresource === 'scale') return 'Scale';
  if (subresource === 'eviction') return 'Evict';
  const isApply = request.verb === 'patch' && request.patch.type === 'apply';
  return isApply ? 'Apply' : VERBS[request.verb];
}

function nameOf(request: ApiRequest): string {
  if ('name' in request && request.name !== undefined) return request.name;
  if (request.verb !== 'create') return '';
  const { metadata } = (request.body ?? {}) as {
    readonly metadata?: { readonly name?: unknown; readonly generateName?: unknown };
  };
  const name = metadata?.name ?? metadata?.generateName;
  return typeof name === 'string' ? name : '';
}
