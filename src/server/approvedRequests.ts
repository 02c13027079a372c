// The controller manager's signers, as far as they need the key of the cluster's authority: sign approved
// CertificateSigningRequests. What is signed comes into the cluster as a request from outside, which the
// journal keeps: signatures are random, and a replay has no key.
// Source: k8s.io/kubernetes/pkg/controller/certificates/signer (signer.go).
//
// Differs from Kubernetes: it signs also while kube-controller-manager is down, and only while the cluster
// can be reached from outside.
import { isConditionTrue } from '../apimachinery/conditions';
import { serviceAccountUser } from '../apimachinery/userInfo';
import { parseCertificateRequest } from '../apis/certificates/certificateRequest';
import { isKubernetesSigner, signerComplaint } from '../apis/certificates/signers';
import type { CertificateSigningRequest } from '../apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS } from '../apis/resources';
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Client } from '../cluster/client/client';
import { Observer } from '../cluster/client/observer';
import { KeyedWork } from './keyedWork';
import type { Pki } from './pki';

export type CertificateSigningRequestSpec = Pick<
  CertificateSigningRequest['spec'],
  'usages' | 'expirationSeconds'
>;

type Status = CertificateSigningRequest['status'];

export interface ApprovedRequestsOptions {
  readonly cluster: Cluster;
  /** The door that its writes go through. */
  readonly api: ApiHandler;
  readonly pki: Pick<Pki, 'ca' | 'caKey'>;
  readonly onBug: (error: Error) => void;
}

const CONTROLLER = serviceAccountUser('kube-system', 'certificate-controller');

export class ApprovedRequests {
  readonly #options: ApprovedRequestsOptions;
  readonly #client: Client;
  readonly #requests: Observer<CertificateSigningRequest>;
  readonly #stopFollowing: () => void;
  readonly #work: KeyedWork;
  #disposed = false;

  constructor(options: ApprovedRequestsOptions) {
    const { cluster, api } = options;
    this.#options = options;
    this.#work = new KeyedWork((name) => this.#sync(name), options.onBug);
    this.#client = cluster.userClient(api, CONTROLLER);
    this.#requests = new Observer(cluster.observerApi, CERTIFICATE_SIGNING_REQUESTS);
    this.#requests.onChange(({ object }) => {
      this.#enqueue(object);
    });
    // What could not be written then can be now.
    this.#stopFollowing = cluster.onServingChange((serving) => {
      if (serving) this.#enqueueAll();
    });
    this.#enqueueAll();
  }

  dispose(): void {
    this.#disposed = true;
    this.#work.stop();
    this.#stopFollowing();
    this.#requests.dispose();
  }

  #enqueueAll(): void {
    for (const request of this.#requests.list()) this.#enqueue(request);
  }

  #enqueue(request: CertificateSigningRequest): void {
    if (awaitsSignature(request)) this.#work.add(request.metadata.name);
  }

  async #sync(name: string): Promise<void> {
    const request = this.#requests.get(undefined, name);
    if (request === undefined || !awaitsSignature(request)) return;
    const status = await this.#signed(request);
    // A new object of that name has another resourceVersion, and its own turn.
    if (this.#disposed || status === undefined) return;
    this.#client.updateStatus(CERTIFICATE_SIGNING_REQUESTS, { ...request, status });
  }

  /** The status that says so; undefined where the request cannot be signed at all. */
  async #signed({ spec, status }: CertificateSigningRequest): Promise<Status | undefined> {
    const { signerName, usages = [] } = spec;
    const parsed = parseCertificateRequest(spec.request);
    if ('problem' in parsed) return undefined;
    const complaint = signerComplaint(signerName, parsed.request, usages);
    if (complaint !== undefined) {
      return { ...status, conditions: [...(status.conditions ?? []), this.#failure(complaint)] };
    }
    const { signRequest } = await import('./signRequest');
    const { pki } = this.#options;
    const pem = await signRequest(pki, Buffer.from(parsed.der, 'latin1'), spec).catch(() => '');
    // As in Kubernetes, a request that its key has not signed waits for ever.
    if (pem === '') return undefined;
    return { ...status, certificate: Buffer.from(pem).toString('base64') };
  }

  #failure(message: string): NonNullable<Status['conditions']>[number] {
    return {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message,
      lastUpdateTime: this.#options.cluster.clock.now(),
    };
  }
}

function awaitsSignature({ spec, status }: CertificateSigningRequest): boolean {
  const has = (type: string): boolean => isConditionTrue(status.conditions, type);
  return (
    isKubernetesSigner(spec.signerName) &&
    status.certificate === undefined &&
    has('Approved') &&
    !has('Denied') &&
    !has('Failed')
  );
}
