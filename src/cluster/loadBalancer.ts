// The load balancer in front of several API servers, as kubeadm's guide to high availability has it: clients know
// its address alone, and it hands them to a server that is there and healthy.
// Source: https://github.com/kubernetes/kubeadm/blob/main/docs/ha-considerations.md (haproxy, option httpchk).
//
// Differs from Kubernetes: health is seen at once instead of with the next check; a client whose server is
// unhealthy goes on with another one; where none is healthy, any that listens is taken (fail open, as those of clouds).
import { ApiConnectionError } from '../apimachinery/apiStatus';
import type { UserInfo } from '../apimachinery/userInfo';
import type { Link } from '../simulation/link';
import type { ApiHandler } from './client/apiHandler';
import { Client, type Connection } from './client/client';

/** One API server and where it runs. */
export interface Backend {
  readonly name: string;
  readonly api: ApiHandler & { readonly isServing: boolean };
  /** Whether its /healthz would say so. */
  readonly isHealthy: () => boolean;
}

export interface LoadBalancerOptions {
  readonly backends: readonly Backend[];
  /** `172.18.255.254:6443` */
  readonly address: string;
  readonly isCut: (from: string, to: string) => boolean;
  readonly link: (from: string, to: string, user: string) => Link;
}

export class LoadBalancer {
  readonly #options: LoadBalancerOptions;
  #next = 0;

  constructor(options: LoadBalancerOptions) {
    this.#options = options;
  }

  /** A client on the machine `from`, which stays with a server as long as it can. */
  connect(user: UserInfo, from: string): Client {
    const links = new Map<Backend, Connection>();
    let current: Backend | undefined;
    const choose = (): Connection => {
      if (current === undefined || !this.#isGood(current, from)) current = this.choose(from);
      let connection = links.get(current);
      if (connection === undefined) {
        connection = { api: current.api, link: this.#options.link(from, current.name, user.name) };
        links.set(current, connection);
      }
      return connection;
    };
    // Not asked before the first request.
    const [first] = this.#options.backends;
    if (first === undefined) throw new Error('there is no API server');
    const { api, name } = first;
    return new Client(api, user, this.#options.link(from, name, user.name), choose);
  }

  /** The server that the next connection from the machine goes to. Throws ApiConnectionError where none listens. */
  choose(from: string): Backend {
    const { backends, address } = this.#options;
    const listening = backends.filter((each) => this.#listens(each, from));
    const good = listening.filter((each) => each.isHealthy());
    const candidates = good.length > 0 ? good : listening;
    const chosen = candidates[this.#next++ % candidates.length];
    if (chosen !== undefined) return chosen;
    const what = `The connection to the server ${address} was refused`;
    throw new ApiConnectionError(`${what} - did you specify the right host or port?`);
  }

  /** Whether anybody listens who can be reached from there. */
  isServing(from: string): boolean {
    return this.#options.backends.some((each) => this.#listens(each, from));
  }

  /** The first server that can be reached from there, healthy ones before others. */
  firstServing(from: string): string | undefined {
    const listening = this.#options.backends.filter((each) => this.#listens(each, from));
    return (listening.find((each) => each.isHealthy()) ?? listening[0])?.name;
  }

  isHealthy(from: string): boolean {
    return this.#options.backends.some((each) => this.#isGood(each, from));
  }

  #isGood(backend: Backend, from: string): boolean {
    return this.#listens(backend, from) && backend.isHealthy();
  }

  #listens({ api, name }: Backend, from: string): boolean {
    return api.isServing && !this.#options.isCut(from, name);
  }
}
