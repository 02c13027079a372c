// The fixture of the stories about a whole cluster: boots one, applies manifests as the editor does,
// runs virtual time, and shows what is there in tables as kubectl prints them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isConditionTrue } from '../../src/apimachinery/conditions';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import type { Resource } from '../../src/apimachinery/resource';
import type { Deployment } from '../../src/apis/generated/apps/v1';
import type { Event, Node, Pod } from '../../src/apis/generated/core/v1';
import { nodeStatusText, podStatusText, tableOf } from '../../src/apis/printerColumns';
import { DEPLOYMENTS, EVENTS, NODES, PODS } from '../../src/apis/resources';
import type { Client } from '../../src/cluster/client/client';
import { Cluster } from '../../src/cluster/cluster';
import { defaultClusterConfig, type ClusterConfig } from '../../src/cluster/clusterConfig';
import type { ClusterInput } from '../../src/cluster/clusterInput';
import { applyManifests } from '../../src/kubectl/apply';
import { deleteManifests } from '../../src/kubectl/deleteManifests';
import type { FileVerbResult } from '../../src/kubectl/manifestVerb';
import { applicableDocuments, type ApplicableDocuments } from '../../src/manifest/codeLenses';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { ClusterState } from '../../src/views/clusterState';
import { KNOWLEDGE } from '../manifest/checkManifest';
import { SCHEMA } from '../kubernetesSchema';

/** 2026-09-21T14:13:20Z. */
export const START_MS = 1_790_000_000_000;
export const SAMPLES = path.join(import.meta.dirname, '../../media/samples');
export const CORPUS =
  process.env['CLUSTER_LAB_CORPUS'] ?? path.join(import.meta.dirname, '../../../shared/corpus');

const BOOT_LIMIT_MS = 60_000;

export interface TableOptions {
  /** `default` unless told; `all` for all of them, with a column for it. */
  readonly namespace?: string;
  /** Columns by their heading, in the order in which they are wanted; kubectl's own by default. */
  readonly columns?: readonly string[];
}

export class ClusterLab {
  readonly cluster: Cluster;
  readonly admin: Client;
  readonly state: ClusterState;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.admin = cluster.userClient();
    this.state = new ClusterState(cluster);
  }

  /** A cluster whose nodes and system pods are ready. */
  static boot(config: Partial<ClusterConfig> = {}): ClusterLab {
    const lab = new ClusterLab(newCluster(config));
    lab.until('the cluster is ready', () => lab.isReady(), BOOT_LIMIT_MS);
    return lab;
  }

  get nowMs(): number {
    return this.cluster.simulation.nowMs;
  }

  /** All nodes are there and Ready, and all pods are Ready or done. */
  isReady(): boolean {
    const { nodes, pods } = this.state;
    return (
      nodes.size === this.cluster.machines.size &&
      nodes.list().every((node) => nodeStatusText(node) === 'Ready') &&
      // A kube-proxy a node, four static pods, two of CoreDNS.
      pods.size >= nodes.size + 6 &&
      pods.list().every(isPodReady)
    );
  }

  /** `kubectl apply`; fails where kubectl would, unless `mayFail`. */
  apply(yaml: string, source = 'manifest.yaml', mayFail = false): FileVerbResult {
    const { inputs, errors } = readManifests(yaml, source);
    assert.deepEqual(errors, []);
    const options = { client: this.admin, schema: SCHEMA, source };
    const result = applyManifests(inputs, options);
    if (!mayFail) assert.equal(result.stderr, '');
    return result;
  }

  applySample(name: string): FileVerbResult {
    return this.apply(fs.readFileSync(path.join(SAMPLES, name), 'utf8'), name);
  }

  /** `kubectl delete -f`. */
  delete(yaml: string, source = 'manifest.yaml'): FileVerbResult {
    const { inputs } = readManifests(yaml, source);
    return deleteManifests(inputs, { client: this.admin, schema: SCHEMA, source });
  }

  input(input: ClusterInput): void {
    this.cluster.input(input);
  }

  crash(node: string): void {
    this.input({ type: 'crashNode', node });
  }

  restart(node: string): void {
    this.input({ type: 'restartNode', node });
  }

  crashSystemContainer(component: string): void {
    const pod = `${component}-control-plane`;
    this.input({ type: 'crashContainer', namespace: 'kube-system', pod });
  }

  scale(name: string, replicas: number): void {
    this.admin.patch(DEPLOYMENTS, 'default', name, { type: 'merge', body: { spec: { replicas } } });
  }

  runFor(ms: number): void {
    this.cluster.simulation.runUntil(this.nowMs + ms);
  }

  /** Runs until `done`; tells how long it took, in virtual ms. */
  until(what: string, done: () => boolean, limitMs = 60_000): number {
    const startMs = this.nowMs;
    if (!this.cluster.simulation.runUntilTrue(done, limitMs)) {
      const pods = this.get(PODS, { namespace: 'all', columns: POD_COLUMNS });
      assert.fail(`not within ${String(limitMs)} ms: ${what}\n${this.get(NODES)}\n${pods}`);
    }
    return this.nowMs - startMs;
  }

  untilReady(name: string, limitMs?: number): number {
    return this.until(`${name} is ready`, () => isRolledOut(this.deployment(name)), limitMs);
  }

  untilNode(name: string, status: string, limitMs?: number): number {
    const is = (): boolean => {
      const node = this.state.nodes.get(undefined, name);
      return node !== undefined && nodeStatusText(node) === status;
    };
    return this.until(`${name} is ${status}`, is, limitMs);
  }

  deployment(name: string, namespace = 'default'): Deployment | undefined {
    return this.state.deployments.get(namespace, name);
  }

  pod(name: string, namespace = 'default'): Pod | undefined {
    return this.state.pods.get(namespace, name);
  }

  node(name: string): Node | undefined {
    return this.state.nodes.get(undefined, name);
  }

  /** Those whose name begins so, by name. */
  pods(prefix = '', namespace = 'default'): readonly Pod[] {
    return this.list(PODS, namespace).filter(({ metadata }) => metadata.name.startsWith(prefix));
  }

  /** How many of the pods whose name begins so are in which state: `Running 2, Pending 1`. */
  podCensus(prefix = '', namespace = 'default'): string {
    return census(this.pods(prefix, namespace).map(podStatusText));
  }

  /** On which nodes they are: `worker-1 2, worker-2 1`. */
  podNodes(prefix = '', namespace = 'default'): string {
    return census(this.pods(prefix, namespace).map(({ spec }) => spec.nodeName ?? '<none>'));
  }

  /** Addresses of the ready endpoints of a service, each with the name of its pod. */
  readyEndpoints(service: string, namespace = 'default'): readonly string[] {
    return this.state.endpointSlices
      .list()
      .filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          metadata.labels?.['kubernetes.io/service-name'] === service,
      )
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready === true)
      .map(({ targetRef }) => targetRef?.name ?? '')
      .sort();
  }

  /** `Warning FailedScheduling 0/4 nodes are available: ...` of an object, oldest first. */
  events(name: string, namespace = 'default'): readonly string[] {
    return this.list<Event>(EVENTS, namespace)
      .filter((event) => event.involvedObject.name === name)
      .sort((a, b) =>
        (a.firstTimestamp ?? a.eventTime ?? '') < (b.firstTimestamp ?? b.eventTime ?? '') ? -1 : 1,
      )
      .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`);
  }

  /** From etcd itself: there also while the API server is down. */
  list<T extends ApiObject>(resource: Resource<T>, namespace?: string): readonly T[] {
    return this.cluster.userClient(this.cluster.observerApi).list(resource, namespace).items;
  }

  /** As `kubectl get` prints it. */
  get<T extends ApiObject>(resource: Resource<T>, options: TableOptions = {}): string {
    const { namespace = 'default', columns } = options;
    const table = tableOf(resource);
    const isAll = resource.namespaced && namespace === 'all';
    const scope = resource.namespaced && !isAll ? namespace : undefined;
    const rows = this.list(resource, scope).map((object) => {
      const cells = table.row(object, this.cluster.clock.epochMs).map(String);
      return isAll ? [object.metadata.namespace ?? '', ...cells] : cells;
    });
    const names = table.columns.map(({ name }) => name.toUpperCase());
    const headings = isAll ? ['NAMESPACE', ...names] : names;
    const shown = columns ?? [
      ...(isAll ? ['NAMESPACE'] : []),
      ...names.filter((_, index) => table.columns[index]?.priority === 0),
    ];
    const pick = (cells: readonly string[]): readonly string[] =>
      shown.map((heading) => cells[headings.indexOf(heading)] ?? assert.fail(`no ${heading}`));
    return layOut([shown, ...rows.map(pick)]);
  }
}

/** A state of pods that tells the most. */
export const POD_COLUMNS = ['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'NODE'];

export function newCluster(config: Partial<ClusterConfig> = {}): Cluster {
  return new Cluster({ ...defaultClusterConfig(1, START_MS), ...config }, SCHEMA);
}

export function readManifests(yaml: string, source: string): ApplicableDocuments {
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(yaml);
  analyzer.finish();
  return applicableDocuments(analyzer, source);
}

export function isPodReady(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || isConditionTrue(pod.status.conditions, 'Ready');
}

/** What `kubectl rollout status` waits for. */
export function isRolledOut(deployment: Deployment | undefined): boolean {
  if (deployment === undefined) return false;
  const { metadata, spec, status } = deployment;
  const replicas = spec.replicas ?? 1;
  return (
    status.observedGeneration === metadata.generation &&
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas
  );
}

/** `a 2, b 1`, by name. */
export function census(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts.keys()]
    .sort()
    .map((word) => `${word} ${String(counts.get(word))}`)
    .join(', ');
}

/** Generated parts of names as `*`, so that a story holds for any seed. */
export function masked(text: string): string {
  return text.replace(/-(?:[bcdf-hj-np-tv-z2-9]{6,10}-)?[bcdf-hj-np-tv-z2-9]{5}(?=\s|$|")/gm, '-*');
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
