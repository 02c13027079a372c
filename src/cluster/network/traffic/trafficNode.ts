// A computer of the cluster as simulated users and their requests meet it.
import type { KubeProxy } from '../kubeProxy';
import type { NodeNetworkView } from '../nodeNetworkView';

export interface TrafficNode {
  readonly name: string;
  readonly address: string;
  readonly isOn: boolean;
  /** `10.244.1.0/24`, once it is known. */
  readonly podCidr: string | undefined;
  readonly kubeProxy: KubeProxy;
  readonly network: NodeNetworkView;
}
