// A computer of the cluster as simulated users and their requests meet it.
import type { KubeProxy } from '../kubeProxy';
import type { AddressSpace, NodeNetworkView } from '../nodeNetworkView';

export interface TrafficSpace extends AddressSpace {
  /** What a message of a user outside takes longer to the node, one way; undefined where it is lost. */
  fromOutsideMs(node: Pick<TrafficNode, 'name' | 'isOn'>): number | undefined;
}

export interface TrafficNode {
  readonly name: string;
  readonly address: string;
  readonly isOn: boolean;
  /** `10.244.1.0/24`, once it is known. */
  readonly podCidr: string | undefined;
  readonly kubeProxy: KubeProxy;
  readonly network: NodeNetworkView;
}
