// Of several control plane nodes, the process of the API server on one of them: the server listens once it has
// reached etcd, and until its process ends.
//
// Differs from Kubernetes: a server that does not reach etcd at its start waits for it, instead of ending after a
// minute and being started again; its liveness probe passes also without etcd, so that it is never restarted for it.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Simulation, Timer } from '../simulation/simulation';
import type { ApiServer } from './apiserver/apiServer';
import type { Component } from './client/component';
import type { EtcdMember } from './etcd/etcdMember';

const RETRY_MS = 1_000;

export class MemberServing implements Component {
  readonly #simulation: Simulation;
  readonly #api: ApiServer;
  readonly #member: EtcdMember<ApiObject>;
  #retry: Timer | undefined;

  constructor(simulation: Simulation, api: ApiServer, member: EtcdMember<ApiObject>) {
    this.#simulation = simulation;
    this.#api = api;
    this.#member = member;
  }

  start(): void {
    this.#retry?.cancel();
    if (this.#member.isFollowing && this.#member.isWritable) {
      this.#api.setServing(true);
      return;
    }
    const retry = (): void => {
      this.start();
    };
    const options = { background: true };
    this.#retry = this.#simulation.schedule(
      RETRY_MS,
      'wait for etcd',
      'kube-apiserver',
      retry,
      options,
    );
  }

  stop(): void {
    this.#retry?.cancel();
    this.#api.setServing(false);
  }
}
