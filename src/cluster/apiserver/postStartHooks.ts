// What kube-apiserver sees to by itself from the moment that it serves: its namespaces and roles, the names of
// custom kinds, the addresses of services, the objects that describe what it serves.
// Source: k8s.io/kubernetes/pkg/controlplane (PostStartHooks).
import type { ApiHandler } from '../client/apiHandler';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../apis/resources';
import type { Client } from '../client/client';
import { ApiServiceRegistration } from './aggregation/apiServiceRegistration';
import { AddressKeeper } from './allocation/addressKeeper';
import { reconcilePolicy } from './authorization/bootstrap/reconcilePolicy';
import { DefinitionController } from './customresources/definitionController';
import { FlowControl } from './flowcontrol/flowControl';
import { IdentityLeaseCollector } from './identityLeaseCollector';
import { createTokenTracking } from './legacyTokenTracking';
import { loopbackClient, unlessRefused } from './loopback';
import type { ServerContext } from './serverContext';
import { ServerPresence, type ServerPresenceOptions } from './serverPresence';
import { createSystemNamespaces } from './systemNamespaces';

/** Where a server runs, and the others of its cluster. */
export type ServerPlace = Pick<ServerPresenceOptions, 'host' | 'address' | 'live'>;

export class PostStartHooks {
  readonly #server: ServerContext;
  readonly #client: Client;
  readonly #definitions: DefinitionController;
  readonly #registration: ApiServiceRegistration;
  readonly #flowControl: FlowControl;
  readonly #addresses: AddressKeeper;
  readonly #presence: ServerPresence | undefined;
  readonly #identityLeases: IdentityLeaseCollector;
  #started = false;

  constructor(
    server: ServerContext,
    api: ApiHandler & { readonly isServing: boolean },
    place: ServerPlace | undefined,
  ) {
    this.#server = server;
    const { simulation, clock, kinds, storage } = server;
    const { etcd } = storage;
    this.#client = loopbackClient(simulation, api);
    this.#definitions = new DefinitionController({
      simulation,
      clock,
      etcd,
      api,
      isServing: () => api.isServing,
      keyPrefix: kinds.get(CUSTOM_RESOURCE_DEFINITIONS).keyPrefix,
    });
    const context = { simulation, clock, etcd, kinds, client: this.#client };
    this.#registration = new ApiServiceRegistration(context);
    this.#flowControl = new FlowControl(context);
    this.#addresses = new AddressKeeper(context, server.services);
    const isWritable = (): boolean => etcd.isWritable;
    this.#identityLeases = new IdentityLeaseCollector({ ...context, isWritable });
    this.#presence = place && new ServerPresence({ ...context, isWritable, ...place });
  }

  start(): void {
    this.#started = true;
    createSystemNamespaces(this.#client);
    reconcilePolicy(this.#server);
    this.#definitions.resume();
    this.#registration.start();
    this.#flowControl.start();
    unlessRefused(() => {
      this.#addresses.start();
    });
    this.#trackTokens();
    this.#presence?.start();
    this.#identityLeases.start();
  }

  stop(): void {
    this.#started = false;
    this.#presence?.stop();
    this.#identityLeases.stop();
    this.#registration.stop();
    this.#flowControl.stop();
  }

  /** Every minute: gives back what was taken. */
  maintain(): void {
    if (!this.#started) return;
    createSystemNamespaces(this.#client);
    this.#flowControl.maintain();
    this.#addresses.maintain();
    this.#trackTokens();
  }

  #trackTokens(): void {
    unlessRefused(() => {
      createTokenTracking(this.#client, this.#server.clock);
    });
  }
}
