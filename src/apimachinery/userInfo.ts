// Who makes a request. Names and groups are those of kubeadm's certificates and service accounts.

export interface UserInfo {
  /** e.g. `kubernetes-admin`, `system:kube-scheduler`, `system:node:worker-1`. */
  readonly name: string;
  readonly groups: readonly string[];
}
