// Which ports of a node's addresses are taken. Source: k8s.io/kube-scheduler/framework (HostPortInfo).
import { SmallMap } from '../../apimachinery/smallMap';
import type { HostPort } from './podInfo';

const ANY_ADDRESS = '0.0.0.0';

export class HostPortUse {
  /** By `TCP/80`: how many pods use it on which address. */
  readonly #addresses = new SmallMap<string, Map<string, number>>();

  add(port: HostPort): void {
    const key = keyOf(port);
    let addresses = this.#addresses.get(key);
    if (addresses === undefined) {
      addresses = new Map();
      this.#addresses.set(key, addresses);
    }
    addresses.set(port.hostIP, (addresses.get(port.hostIP) ?? 0) + 1);
  }

  remove(port: HostPort): void {
    const addresses = this.#addresses.get(keyOf(port));
    if (addresses === undefined) return;
    const rest = (addresses.get(port.hostIP) ?? 0) - 1;
    if (rest > 0) addresses.set(port.hostIP, rest);
    else addresses.delete(port.hostIP);
    if (addresses.size === 0) this.#addresses.delete(keyOf(port));
  }

  /** A port on all addresses conflicts with the same port on any one, and the other way round. */
  conflicts(port: HostPort): boolean {
    const addresses = this.#addresses.get(keyOf(port));
    if (addresses === undefined) return false;
    return port.hostIP === ANY_ADDRESS || addresses.has(ANY_ADDRESS) || addresses.has(port.hostIP);
  }
}

function keyOf(port: HostPort): string {
  return `${port.protocol}/${String(port.port)}`;
}
