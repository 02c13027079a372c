// Small workloads of each kind, for the stories about causes.
export type WorkloadKind =
  'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'DaemonSet' | 'Pod';

/** `more` goes into the container, in flow style: `resources: {requests: {cpu: 1}}, `. */
export function workload(
  kind: WorkloadKind,
  name: string,
  replicas = 1,
  more = '',
  podMore = '',
): string {
  const spec = `{${podMore}containers: [{name: nginx, ${more}image: 'nginx:1.27'}]}`;
  if (kind === 'Pod') {
    return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: ${spec}\n`;
  }
  const isOld = kind === 'ReplicationController';
  const selector = isOld ? `{app: ${name}}` : `{matchLabels: {app: ${name}}}`;
  return `
apiVersion: ${isOld ? 'v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: ${name}}
spec:
  ${kind === 'DaemonSet' ? '' : `replicas: ${String(replicas)}`}
  selector: ${selector}
  template:
    metadata: {labels: {app: ${name}}}
    spec: ${spec}
`;
}
