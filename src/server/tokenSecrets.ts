// The controller manager's tokens controller, as far as it needs keys: fills secrets of type
// kubernetes.io/service-account-token. The token comes into the cluster as a request from outside, which the
// journal keeps: a replay has no key, and later there may be another one.
// Source: k8s.io/kubernetes/pkg/controller/serviceaccount (tokens_controller.go, generateTokenIfNeeded).
//
// Differs from Kubernetes: it works also while kube-controller-manager is down, and only while the cluster can
// be reached from outside.
import { objectKey } from '../apimachinery/objectMeta';
import { AUTHENTICATED } from '../apimachinery/userInfo';
import type { Secret, ServiceAccount } from '../apis/generated/core/v1';
import { SECRETS, SERVICE_ACCOUNTS } from '../apis/resources';
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Client } from '../cluster/client/client';
import {
  ACCOUNT_NAME,
  ACCOUNT_UID,
  legacyClaims,
  TOKEN_SECRET_TYPE,
} from '../cluster/client/legacyToken';
import { Observer } from '../cluster/client/observer';
import type { TokenSigner } from '../cluster/client/tokenSigner';
import { KeyedWork } from './keyedWork';

export interface TokenSecretsOptions {
  readonly cluster: Cluster;
  /** The door that its writes go through. */
  readonly api: ApiHandler;
  /** The authority that the API server's certificate comes from, in PEM. */
  readonly ca: string;
  readonly signer: TokenSigner;
  readonly onBug: (error: Error) => void;
}

/** It has no service account: it is what makes tokens for them. */
const CONTROLLER = { name: 'system:kube-controller-manager', groups: [AUTHENTICATED] };

export class TokenSecrets {
  readonly #signer: TokenSigner;
  /** In base64, as data has it. */
  readonly #ca: string;
  readonly #client: Client;
  readonly #secrets: Observer<Secret>;
  readonly #accounts: Observer<ServiceAccount>;
  readonly #work: KeyedWork;
  readonly #stopFollowing: () => void;

  constructor({ cluster, api, ca, signer, onBug }: TokenSecretsOptions) {
    this.#signer = signer;
    this.#ca = encoded(ca);
    this.#client = cluster.userClient(api, CONTROLLER);
    this.#work = new KeyedWork((key) => {
      this.#sync(key);
    }, onBug);
    this.#accounts = new Observer(cluster.observerApi, SERVICE_ACCOUNTS);
    this.#secrets = new Observer(cluster.observerApi, SECRETS);
    this.#secrets.onChange(({ object }) => {
      this.#enqueue(object);
    });
    this.#stopFollowing = cluster.onServingChange((serving) => {
      if (serving) this.#enqueueAll();
    });
    this.#enqueueAll();
  }

  dispose(): void {
    this.#stopFollowing();
    this.#work.stop();
    this.#secrets.dispose();
    this.#accounts.dispose();
  }

  #enqueueAll(): void {
    for (const secret of this.#secrets.list()) this.#enqueue(secret);
  }

  #enqueue(secret: Secret): void {
    if (this.#isIncomplete(secret)) this.#work.add(objectKey(secret));
  }

  #isIncomplete({ type, data = {} }: Secret): boolean {
    return (
      type === TOKEN_SECRET_TYPE &&
      !(data['token'] && data['namespace'] && data['ca.crt'] === this.#ca)
    );
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const secret = this.#secrets.get(namespace, name);
    if (secret === undefined || !this.#isIncomplete(secret)) return;
    const { annotations = {} } = secret.metadata;
    const account = this.#accounts.get(namespace, annotations[ACCOUNT_NAME] ?? '');
    // Without its account it is going to be deleted.
    if (account === undefined) return;
    const { uid } = account.metadata;
    if (![undefined, '', uid].includes(annotations[ACCOUNT_UID])) return;
    const { token, namespace: inNamespace } = secret.data ?? {};
    this.#client.update(SECRETS, {
      ...secret,
      metadata: { ...secret.metadata, annotations: { ...annotations, [ACCOUNT_UID]: uid } },
      data: {
        ...secret.data,
        'ca.crt': this.#ca,
        namespace: inNamespace || encoded(namespace),
        token: token || encoded(this.#signer.sign(legacyClaims(account.metadata, name))),
      },
    });
  }
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
