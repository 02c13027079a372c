// What a connection is for, read from its path and query.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ (connect operations).
import { badRequest } from '../../apimachinery/apiStatus';
import type { PodLogOptions, SessionTarget } from '../../cluster/client/clusterStreams';
import type { RestConnect } from '../../cluster/client/restHandler';

export function sessionTarget(connect: RestConnect): SessionTarget {
  const command = connect.subresource === 'exec' ? valuesOf(connect, 'command') : [];
  if (connect.subresource === 'exec' && command.length === 0)
    throw badRequest('you must specify at least 1 command for the container');
  const wants = (name: string): boolean => isTrue(valuesOf(connect, name)[0]);
  if (!wants('stdin') && !wants('stdout') && !wants('stderr'))
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  return {
    namespace: connect.namespace ?? 'default',
    pod: connect.name,
    container: valuesOf(connect, 'container')[0],
    command,
    tty: wants('tty'),
    stdin: wants('stdin'),
  };
}

export function logOptions(connect: RestConnect): PodLogOptions {
  const number = (name: string): number | undefined => {
    const value = valuesOf(connect, name)[0];
    if (value === undefined || value === '') return undefined;
    if (/^-?\d+$/.test(value)) return Number(value);
    throw badRequest(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  };
  return {
    container: valuesOf(connect, 'container')[0],
    previous: isTrue(valuesOf(connect, 'previous')[0]),
    follow: isTrue(valuesOf(connect, 'follow')[0]),
    timestamps: isTrue(valuesOf(connect, 'timestamps')[0]),
    sinceTime: valuesOf(connect, 'sinceTime')[0],
    sinceSeconds: number('sinceSeconds'),
    tailLines: number('tailLines'),
    limitBytes: number('limitBytes'),
  };
}

function valuesOf({ query }: RestConnect, name: string): readonly string[] {
  return query.filter(([each]) => each === name).map(([, value]) => value);
}

/** As Kubernetes reads booleans in queries: present without a value means true. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== 'false' && value !== '0';
}
