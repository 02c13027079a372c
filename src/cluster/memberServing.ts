// Of several control plane nodes, what the processes of etcd and the API server on one of them bring up: the member
// is started and stopped with its own; the server listens once it has reached etcd, and until its process ends.
//
// Differs from Kubernetes: a server that does not reach etcd at its start waits for it, instead of ending after a
// minute and being started again; its liveness probe passes also without etcd, so that it is never restarted for it.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Simulation, Timer } from '../simulation/simulation';
import type { ApiServer } from './apiserver/apiServer';
import type { Component } from './client/component';
import type { EtcdMember } from './etcd/etcdMember';

const RETRY_MS = 1_000;

export class MemberServing {
  readonly etcd: Component;
  readonly server: Component;
  readonly #simulation: Simulation;
  readonly #api: ApiServer;
  readonly #member: EtcdMember<ApiObject>;
  #isRunning = false;
  #retry: Timer | undefined;

  constructor(simulation: Simulation, api: ApiServer, member: EtcdMember<ApiObject>) {
    this.#simulation = simulation;
    this.#api = api;
    this.#member = member;
    this.etcd = {
      start: () => {
        member.start();
      },
      stop: () => {
        member.stop();
      },
    };
    this.server = {
      start: () => {
        this.#isRunning = true;
        this.#serve();
      },
      stop: () => {
        this.#isRunning = false;
        this.#retry?.cancel();
        api.setServing(false);
      },
    };
  }

  #serve(): void {
    if (!this.#isRunning) return;
    if (this.#member.isFollowing && this.#member.isWritable) {
      this.#api.setServing(true);
      return;
    }
    const retry = (): void => {
      this.#serve();
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
}
