// Secrets with the token of a service account go with the account; the token of an account that is not there
// nobody keeps. Kubernetes' tokens controller; it has no account of its own.
// Source: k8s.io/kubernetes/pkg/controller/serviceaccount (tokens_controller.go).
//
// Differs from Kubernetes: tokens are made by whoever has the key to sign them, outside of the cluster
// (src/server/tokenSecrets.ts).
import { isConflict, isNotFound } from '../../../apimachinery/apiStatus';
import { keyOf, objectKey } from '../../../apimachinery/objectMeta';
import type { Secret, ServiceAccount } from '../../../apis/generated/core/v1';
import { SECRETS, SERVICE_ACCOUNTS } from '../../../apis/resources';
import type { Informer } from '../../client/informer';
import { ACCOUNT_NAME, ACCOUNT_UID, TOKEN_SECRET_TYPE } from '../../client/legacyToken';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';

export class TokenSecretController implements Controller {
  readonly #context: ControllerContext;
  readonly #secrets: Informer<Secret>;
  readonly #accounts: Informer<ServiceAccount>;
  /** Keys of secrets. */
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#secrets = context.informers.informer(SECRETS);
    this.#accounts = context.informers.informer(SERVICE_ACCOUNTS);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync token secret' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    const enqueue = (secret: Secret): void => {
      if (secret.type === TOKEN_SECRET_TYPE) this.#queue.add(objectKey(secret));
    };
    this.#secrets.addHandlers({
      added: enqueue,
      updated: (_, secret) => {
        enqueue(secret);
      },
    });
    this.#accounts.addHandlers({
      deleted: (account) => {
        for (const secret of this.#secrets.list()) if (isOf(secret, account)) enqueue(secret);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const secret of this.#secrets.list()) {
      if (secret.type === TOKEN_SECRET_TYPE) this.#queue.add(objectKey(secret));
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): void {
    const [namespace, name] = key.split('/');
    const secret = this.#secrets.get(namespace, name ?? '');
    if (secret === undefined || this.#hasAccount(secret)) return;
    const { uid } = secret.metadata;
    try {
      this.#context.client.delete(SECRETS, namespace, secret.metadata.name, {
        preconditions: { uid },
      });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  /** What the cache does not have, the API server may have. */
  #hasAccount({ metadata }: Secret): boolean {
    const { namespace, annotations } = metadata;
    const name = annotations?.[ACCOUNT_NAME] ?? '';
    const isMeant = (account: ServiceAccount): boolean =>
      [undefined, '', account.metadata.uid].includes(annotations?.[ACCOUNT_UID]);
    const cached = this.#accounts.get(namespace, name);
    if (cached !== undefined && isMeant(cached)) return true;
    const live = this.#context.client.find(SERVICE_ACCOUNTS, namespace, name);
    return live !== undefined && isMeant(live);
  }
}

function isOf({ metadata }: Secret, account: ServiceAccount): boolean {
  const { namespace, annotations } = metadata;
  return keyOf(namespace, annotations?.[ACCOUNT_NAME] ?? '') === objectKey(account);
}
