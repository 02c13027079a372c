// Follows which CustomResourceDefinitions the running cluster has established, so that the editor knows what its
// API server knows.
import { deepEqual } from '../../apimachinery/deepEqual';
import type { Cluster } from '../../cluster/cluster';
import { isEstablished } from '../../apis/apiextensions/definitionState';
import type { CustomResourceDefinition } from '../../apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../apis/resources';
import { Observer } from '../../cluster/client/observer';
import type { Session } from '../session';

export class ClusterDefinitions {
  readonly #session: Pick<Session, 'running' | 'onDidChange'>;
  readonly #learn: (definitions: readonly CustomResourceDefinition[]) => void;
  readonly #subscription: { dispose(): void };
  #cluster: Cluster | undefined;
  #observer: Observer<CustomResourceDefinition> | undefined;
  #known: readonly CustomResourceDefinition[] = [];
  #isOutdated = false;

  /** `learn` is told of all that are established, whenever they are others than before. */
  constructor(
    session: Pick<Session, 'running' | 'onDidChange'>,
    learn: (definitions: readonly CustomResourceDefinition[]) => void,
  ) {
    this.#session = session;
    this.#learn = learn;
    this.#subscription = session.onDidChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#observer?.dispose();
  }

  /** After a slice of the cluster's time: many changes of it are one here. */
  #follow(): void {
    const cluster = this.#session.running?.cluster;
    if (cluster !== this.#cluster) this.#observe(cluster);
    if (!this.#isOutdated) return;
    this.#isOutdated = false;
    const established = this.#observer?.list().filter(isEstablished) ?? [];
    const isSame =
      established.length === this.#known.length &&
      established.every(({ spec }, at) => deepEqual(spec, this.#known[at]?.spec));
    if (isSame) return;
    this.#known = established;
    this.#learn(established);
  }

  #observe(cluster: Cluster | undefined): void {
    this.#observer?.dispose();
    this.#cluster = cluster;
    this.#isOutdated = true;
    this.#observer =
      cluster === undefined
        ? undefined
        : new Observer(cluster.observerApi, CUSTOM_RESOURCE_DEFINITIONS);
    this.#observer?.onChange(() => {
      this.#isOutdated = true;
    });
  }
}
