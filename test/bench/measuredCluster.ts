// A cluster as the bench runs it: counts what is Ready and Running as it happens, without a mark on
// the run and without looking through all objects after each event.
import fs from 'node:fs';
import { isConditionTrue } from '../../src/apimachinery/conditions';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import type { Resource } from '../../src/apimachinery/resource';
import { DEPLOYMENTS, NODES, PODS } from '../../src/apis/resources';
import { KubernetesSchema, type SchemaBundle } from '../../src/apis/schema/schemaBundle';
import { Observer } from '../../src/cluster/client/observer';
import { Cluster } from '../../src/cluster/cluster';
import { defaultClusterConfig } from '../../src/cluster/clusterConfig';

/** Etcd, API server, controller manager, scheduler, two of CoreDNS; and a kube-proxy a node. */
const SYSTEM_PODS = 6;
const LIMIT_MS = 600_000;
const START_EPOCH_MS = 1_790_000_000_000;

export function readSchema(): KubernetesSchema {
  // The build wrote the file in this very shape.
  const bundle = JSON.parse(fs.readFileSync('dist/kubernetes.json', 'utf8')) as SchemaBundle;
  return new KubernetesSchema(bundle);
}

export class MeasuredCluster {
  readonly cluster: Cluster;
  readonly #workers: number;
  readonly #readyNodes: () => number;
  readonly #runningPods: () => number;

  constructor(schema: KubernetesSchema, workers: number, seed = 1, historyLimit?: number) {
    const config = defaultClusterConfig(seed, START_EPOCH_MS);
    const options = historyLimit === undefined ? {} : { historyLimit };
    this.cluster = new Cluster({ ...config, workers }, schema, options);
    this.#workers = workers;
    this.#readyNodes = this.#count(NODES, ({ status }) =>
      isConditionTrue(status.conditions, 'Ready'),
    );
    this.#runningPods = this.#count(PODS, ({ status }) => status.phase === 'Running');
  }

  /** All nodes are Ready, all system pods Running, and `pods` more. */
  isRunning(pods = 0): boolean {
    const nodes = this.#workers + 1;
    return this.#readyNodes() === nodes && this.#runningPods() >= nodes + SYSTEM_PODS + pods;
  }

  createDeployment(name: string, replicas: number): void {
    const labels = { app: name };
    const resources = { requests: { cpu: '10m' } };
    this.cluster.userClient().create(DEPLOYMENTS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'nginx', resources }] },
        },
      },
    });
  }

  /** Runs as fast as possible until {@link isRunning}. */
  runUntilRunning(pods = 0): void {
    if (!this.cluster.simulation.runUntilTrue(() => this.isRunning(pods), LIMIT_MS)) {
      throw new Error(`the cluster was not running after ${LIMIT_MS} ms of virtual time`);
    }
  }

  #count<T extends ApiObject>(resource: Resource<T>, counts: (object: T) => boolean): () => number {
    let count = 0;
    new Observer(this.cluster.observerApi, resource).onChange(({ type, object, old }) => {
      if (old !== undefined && counts(old)) count--;
      if (type !== 'DELETED' && counts(object)) count++;
    });
    return () => count;
  }
}
