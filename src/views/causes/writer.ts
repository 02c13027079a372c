// Which component a user name of the API server stands for.
import type { CauseComponent } from './causeStep';

export interface Writer {
  readonly component: CauseComponent;
  readonly instance?: string;
}

const NODE = 'system:node:';
const ACCOUNT = 'system:serviceaccount:kube-system:';

export function writerOf(user: string): Writer {
  if (user === 'system:kube-scheduler') return { component: 'kube-scheduler' };
  if (user === 'system:apiserver') return { component: 'kube-apiserver' };
  if (user === 'system:kube-controller-manager') return { component: 'kube-controller-manager' };
  if (user === 'etcd') return { component: 'etcd' };
  if (user.startsWith(NODE)) return { component: 'kubelet', instance: user.slice(NODE.length) };
  if (user.startsWith(ACCOUNT)) {
    const account = user.slice(ACCOUNT.length);
    if (account === 'kube-proxy' || account === 'coredns') return { component: account };
    return { component: 'kube-controller-manager', instance: account };
  }
  return { component: 'outside', instance: user };
}
