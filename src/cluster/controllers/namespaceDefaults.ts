// What every namespace is given: the ServiceAccount `default` and the ConfigMap kube-root-ca.crt.
// Source: k8s.io/kubernetes/pkg/controller/serviceaccount (ServiceAccountsController) and
// k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher.
import { isAlreadyExists, isNotFound, ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { ConfigMap, Namespace, ServiceAccount } from '../../apis/generated/core/v1';
import { CONFIG_MAPS, NAMESPACES, SERVICE_ACCOUNTS } from '../../apis/resources';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';
import type { RootCertificate } from './rootCertificate';

/** One object that is to be there in every namespace. */
export interface NamespaceDefault<T extends ApiObject> {
  readonly resource: Resource<T>;
  readonly queueLabel: string;
  readonly name: string;
  readonly draft: () => Draft<T>;
  /** False where someone changed what must not be changed. */
  isIntact(object: T): boolean;
  restored(object: T): T;
  /** Told when what is intact changes; returns how to stop. */
  onChange(listener: () => void): () => void;
}

export const DEFAULT_SERVICE_ACCOUNT: NamespaceDefault<ServiceAccount> = {
  resource: SERVICE_ACCOUNTS,
  queueLabel: 'sync serviceaccount',
  name: 'default',
  draft: () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }),
  isIntact: () => true,
  restored: (serviceAccount) => serviceAccount,
  onChange: () => () => undefined,
};

const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export function publishedCertificate(root: RootCertificate): NamespaceDefault<ConfigMap> {
  const data = (): { 'ca.crt': string } => ({ 'ca.crt': root.pem });
  return {
    resource: CONFIG_MAPS,
    queueLabel: 'sync root certificate',
    name: 'kube-root-ca.crt',
    draft: () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-root-ca.crt',
        annotations: { 'kubernetes.io/description': DESCRIPTION },
      },
      data: data(),
    }),
    isIntact: (configMap) => configMap.data?.['ca.crt'] === root.pem,
    restored: (configMap) => ({ ...configMap, data: data() }),
    onChange: (listener) => root.onChange(listener),
  };
}

export class NamespaceDefaultController<T extends ApiObject> implements Controller {
  readonly #context: ControllerContext;
  readonly #default: NamespaceDefault<T>;
  readonly #namespaces: Informer<Namespace>;
  readonly #objects: Informer<T>;
  readonly #queue: WorkQueue;
  readonly #stopFollowing: () => void;

  constructor(context: ControllerContext, namespaceDefault: NamespaceDefault<T>) {
    this.#context = context;
    this.#default = namespaceDefault;
    this.#namespaces = context.informers.informer(NAMESPACES);
    this.#objects = context.informers.informer(namespaceDefault.resource);
    const label = namespaceDefault.queueLabel;
    this.#queue = new WorkQueue(context.simulation, { label }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    this.#namespaces.addHandlers({
      added: (namespace) => {
        this.#queue.add(namespace.metadata.name);
      },
    });
    this.#stopFollowing = namespaceDefault.onChange(() => {
      this.#enqueueAll();
    });
    const enqueue = (object: T): void => {
      const { name, namespace } = object.metadata;
      if (name === this.#default.name && namespace !== undefined) this.#queue.add(namespace);
    };
    this.#objects.addHandlers({
      updated: (_, object) => {
        enqueue(object);
      },
      deleted: enqueue,
    });
  }

  start(): void {
    this.#queue.start();
    this.#enqueueAll();
  }

  stop(): void {
    this.#stopFollowing();
    this.#queue.stop();
  }

  #enqueueAll(): void {
    for (const { metadata } of this.#namespaces.list()) this.#queue.add(metadata.name);
  }

  #sync(namespaceName: string): void {
    const namespace = this.#namespaces.get(undefined, namespaceName);
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
    const { resource, name, draft } = this.#default;
    const object = this.#objects.get(namespaceName, name);
    const { client } = this.#context;
    if (object !== undefined) {
      if (!this.#default.isIntact(object)) client.update(resource, this.#default.restored(object));
      return;
    }
    try {
      client.create(resource, namespaceName, draft());
    } catch (error) {
      const terminating = error instanceof ApiStatusError && error.reason === 'Forbidden';
      if (!isAlreadyExists(error) && !isNotFound(error) && !terminating) throw error;
    }
  }
}
