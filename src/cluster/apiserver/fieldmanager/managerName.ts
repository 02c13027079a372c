// What a writer is called that does not say it. A real server takes the program's name from the
// User-Agent; our own components have none, and are told by their user.
import type { UserInfo } from '../../../apimachinery/userInfo';

const SYSTEM = 'system:';
const NODE = `${SYSTEM}node:`;
const SERVICE_ACCOUNT = `${SYSTEM}serviceaccount:kube-system:`;

export function managerName(fieldManager: string | undefined, { name }: UserInfo): string {
  if (fieldManager) return fieldManager;
  if (name.startsWith(NODE)) return 'kubelet';
  if (name.startsWith(SERVICE_ACCOUNT)) {
    const account = name.slice(SERVICE_ACCOUNT.length);
    return account.endsWith('-controller') ? 'kube-controller-manager' : account;
  }
  const isComponent = name.startsWith(SYSTEM) && !name.slice(SYSTEM.length).includes(':');
  return isComponent ? name.slice(SYSTEM.length) : 'unknown';
}
