// What becomes of one manifest file in a fresh cluster, in words: kubectl's line for each object,
// then how each object stands after a while, and why where it does not do what it should.
import { controllerOf, type ApiObject } from '../../src/apimachinery/objectMeta';
import type { PersistentVolumeClaim, Pod, Service } from '../../src/apis/generated/core/v1';
import { podStatusText, tableOf } from '../../src/apis/printerColumns';
import type { ServedResource } from '../../src/apis/schema/schemaBundle';
import { unmodelledKind } from '../../src/apis/unmodelled';
import { ClusterLab, census, masked } from '../cluster/clusterLab';
import { SCHEMA } from '../kubernetesSchema';

const RUN_MS = 600_000;
/** Made by the cluster itself, some of it in each namespace. */
const OWN_NAMES = new Set(['kubernetes', 'kube-root-ca.crt', 'default']);

/** Lines without the file's name; `text` is the manifest. */
export function manifestOutcome(text: string, source: string): readonly string[] {
  const lab = ClusterLab.boot();
  const own = new Set(created(lab).map(([, { metadata }]) => metadata.uid));
  const { stdout, stderr } = lab.apply(text, source, true);
  lab.runFor(RUN_MS);
  return [
    ...lines(stdout).map((line) => `  ${line}`),
    ...lines(stderr).map((line) => `  ! ${line}`),
    ...created(lab)
      .filter(([, { metadata }]) => !own.has(metadata.uid))
      .flatMap(([resource, object]) => standing(lab, resource, object)),
  ];
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The objects of the file, by kind: those that no other object owns, and that the cluster had not. */
function created(lab: ClusterLab): readonly (readonly [ServedResource, ApiObject])[] {
  return SCHEMA.resources
    .filter(({ verbs, kind }) => verbs.includes('list') && !IGNORED.has(kind))
    .flatMap((resource) =>
      lab
        .list(resource)
        .filter(
          ({ metadata, ...object }) =>
            metadata.namespace !== 'kube-system' &&
            metadata.namespace !== 'kube-public' &&
            !OWN_NAMES.has(metadata.name) &&
            controllerOf({ metadata, ...object }) === undefined,
        )
        .map((object) => [resource, object] as const),
    );
}

const IGNORED = new Set([
  'Node',
  'Namespace',
  'Event',
  'Lease',
  'ControllerRevision',
  'Endpoints',
  'IPAddress',
]);

function standing(lab: ClusterLab, resource: ServedResource, object: ApiObject): readonly string[] {
  const { name } = object.metadata;
  const title = `  = ${resource.singular}/${name}`;
  const ignored = unmodelledKind(resource.group, resource.kind);
  if (ignored !== undefined) return [`${title}: stored, nothing acts on it`];
  if (resource.kind === 'Service') return [`${title}: ${serviceWords(lab, object as Service)}`];
  if (resource.kind === 'Pod') return podLines(lab, title, [object as Pod]);
  const warned = warnings(lab, name).map((line) => `      ${line}`);
  const pods = lab.state.pods.list().filter((pod) => ownerOf(lab, pod) === object.metadata.uid);
  const table = tableOf(resource);
  const cells = table.row(object, lab.cluster.clock.epochMs);
  const counts = table.columns
    .map(({ name: heading }, index) => `${heading.toLowerCase()} ${String(cells[index])}`)
    .filter((cell) => /^(?:ready|desired|current|available) /.test(cell));
  const { phase } = (object as Partial<PersistentVolumeClaim>).status ?? {};
  return [
    [title, phase ?? counts.join(', ')].filter((part) => part !== '').join(': '),
    ...warned,
    ...podLines(lab, '    pods', pods),
  ];
}

/** The uid of the object that stands at the top: a Deployment for its ReplicaSet's pods. */
function ownerOf(lab: ClusterLab, pod: Pod): string | undefined {
  const controller = controllerOf(pod);
  const set = lab.state.replicaSets.list().find(({ metadata }) => metadata.uid === controller?.uid);
  return set === undefined ? controller?.uid : (controllerOf(set)?.uid ?? controller?.uid);
}

function serviceWords(lab: ClusterLab, { metadata, spec }: Service): string {
  const endpoints = lab.readyEndpoints(metadata.name, metadata.namespace).length;
  const address = spec.clusterIP === 'None' ? 'headless' : (spec.type ?? '');
  const external = spec.type === 'LoadBalancer' ? ', external address <pending>' : '';
  return `${address}${external}, ready endpoints ${String(endpoints)}`;
}

function podLines(lab: ClusterLab, title: string, pods: readonly Pod[]): readonly string[] {
  if (pods.length === 0) return [];
  const restarts = pods.flatMap(({ status }) =>
    (status.containerStatuses ?? []).map(({ restartCount }) => restartCount),
  );
  const restarted = restarts.some((count) => count > 0) ? `, restarts ${restarts.join(' ')}` : '';
  const told = new Set(pods.flatMap(({ metadata }) => warnings(lab, metadata.name)));
  return [
    `${title}: ${census(pods.map(podStatusText))}${restarted}`,
    ...[...told].map((line) => `      ${line}`),
  ];
}

/** Reason and message of the warnings about an object, without what differs between runs. */
function warnings(lab: ClusterLab, name: string): readonly string[] {
  const found = lab.events(name).filter((line) => line.startsWith('Warning '));
  return [...new Set(found.map((line) => masked(line.replace(/^Warning /, ''))))];
}
