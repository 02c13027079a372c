// Makes a cluster reachable: certificates, the listener, and a kubeconfig file that says where it is. While the
// cluster's API server is down, nobody listens, so that clients are refused as they would be.
import * as path from 'node:path';
import { asError } from '../apimachinery/asError';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { ClusterStreams } from '../cluster/client/clusterStreams';
import type { Cluster } from '../cluster/cluster';
import { ApiListener, type AnsweredRequest, type VirtualWait } from './apiListener';
import { ApprovedRequests } from './approvedRequests';
import { kubeconfig, mergeIntoKubeconfig, writeKubeconfig } from './kubeconfig';
import { loadPki, type Pki } from './pki';
import { ServiceAccountSigner } from './serviceAccountSigner';
import { ContainerStreams } from './streams/containerStreams';
import { ProtobufDecoder } from './protobuf/decodeProtobuf';
import { TokenSecrets } from './tokenSecrets';

export interface ClusterServerOptions {
  readonly cluster: Cluster;
  /** The door that requests go through: it may bring the cluster's time up to now first. */
  readonly api: ApiHandler;
  /** The same for connections to containers. */
  readonly streams: ClusterStreams;
  /** How requests wait while etcd has no majority. */
  readonly wait?: VirtualWait;
  /** For certificates and kubeconfig; only its owner may read it. */
  readonly folder: string;
  /** Tried first; a free one is taken where it is 0 or in use. */
  readonly port: number;
  readonly onBug: (error: Error) => void;
  readonly onAnswer?: (answered: AnsweredRequest) => void;
}

export class ClusterServer {
  readonly pki: Pki;
  readonly kubeconfigFile: string;
  readonly #listener: ApiListener;
  readonly #approvedRequests: ApprovedRequests;
  readonly #tokenSecrets: TokenSecrets;
  readonly #stopFollowing: () => void;
  readonly #onBug: (error: Error) => void;
  /** Opening and closing take their turns. */
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: ClusterServerOptions, pki: Pki) {
    const { cluster, api, folder, port, wait, onBug, onAnswer } = options;
    this.pki = pki;
    this.kubeconfigFile = path.join(folder, 'kubeconfig');
    this.#onBug = onBug;
    const signer = new ServiceAccountSigner(pki.serviceAccountKey);
    cluster.tokens.useSigner(signer);
    if (cluster.rootCertificate !== pki.ca) {
      cluster.input({ type: 'rootCertificate', certificate: pki.ca });
    }
    this.#listener = new ApiListener({
      rest: cluster.rest(api),
      pki,
      port,
      authenticateToken: (token) => cluster.tokens.authenticate(token),
      protobuf: new ProtobufDecoder(cluster.schema),
      streams: new ContainerStreams(options.streams, onBug),
      wait,
      onBug,
      ...(onAnswer === undefined ? {} : { onAnswer }),
    });
    this.#approvedRequests = new ApprovedRequests({ cluster, api, pki, onBug });
    this.#tokenSecrets = new TokenSecrets({ cluster, api, ca: pki.ca, signer, onBug });
    this.#stopFollowing = cluster.onServingChange((serving) => {
      this.#inTurn(() => (serving ? this.#listener.listen() : this.#listener.close()));
    });
  }

  /** Resolves when clients can connect and the kubeconfig is written. Rejects where that cannot be. */
  static async start(options: ClusterServerOptions): Promise<ClusterServer> {
    const pki = await loadPki(path.join(options.folder, 'pki'));
    const server = new ClusterServer(options, pki);
    // Also where the API server is down just now: the port is known from here on.
    await server.#listener.listen();
    if (!options.cluster.isServing) await server.#listener.close();
    await server.writeTo(server.kubeconfigFile);
    return server;
  }

  /** `https://127.0.0.1:6443` */
  get url(): string {
    return this.#listener.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  kubeconfigText(): string {
    return kubeconfig(this.url, this.pki);
  }

  /** Writes a kubeconfig for this cluster alone. */
  async writeTo(file: string): Promise<void> {
    await writeKubeconfig(file, kubeconfig(this.url, this.pki));
  }

  /** Adds the cluster to a kubeconfig; returns where what was there is kept. */
  mergeInto(file: string): Promise<string | undefined> {
    return mergeIntoKubeconfig(file, this.url, this.pki);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#approvedRequests.dispose();
    this.#tokenSecrets.dispose();
    this.#stopFollowing();
    await this.#last;
    await this.#listener.close();
  }

  #inTurn(action: () => Promise<void>): void {
    this.#last = this.#last
      .then(() => (this.#closed ? undefined : action()))
      .catch((error: unknown) => {
        this.#onBug(asError(error));
      });
  }
}
