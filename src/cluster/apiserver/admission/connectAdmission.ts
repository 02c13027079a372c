// Connections to containers and their network, held to admission before they are opened: what is admitted is
// the options of the connection.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (rest.go, ConnectResource), k8s.io/api/core/v1 (PodExecOptions ...).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { RestConnect } from '../../client/restHandler';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';

/** Reading a log is no connection: it is a GET like any other. */
const OPTIONS: Readonly<Record<string, string>> = {
  'pods/exec': 'PodExecOptions',
  'pods/attach': 'PodAttachOptions',
  'pods/portforward': 'PodPortForwardOptions',
  'pods/proxy': 'PodProxyOptions',
  'services/proxy': 'ServiceProxyOptions',
  'nodes/proxy': 'NodeProxyOptions',
};
const FLAGS = ['stdin', 'stdout', 'stderr', 'tty'];

/** Throws what admission refuses the connection with. */
export function admitConnection(server: ServerContext, kind: ServedKind, to: RestConnect): void {
  const optionsKind = OPTIONS[`${to.resource}/${to.subresource}`];
  if (optionsKind === undefined) return;
  const { user, subresource, namespace, name } = to;
  const type = { apiVersion: 'v1', kind: optionsKind };
  const bodyKind = {
    ...type,
    schemaName: `core.v1.${optionsKind}`,
    resource: { version: 'v1', kind: optionsKind },
  };
  // Options have no metadata; plugins of connections know.
  const options = { ...type, ...optionsOf(to) } as unknown as ApiObject;
  server.admission.connect(options, {
    operation: 'CONNECT',
    user,
    kind,
    bodyKind,
    subresource,
    namespace,
    name,
    dryRun: false,
    random: server.simulation.random,
  });
  // Whoever gets a connection reads no warnings.
  server.warnings.take();
}

function optionsOf({ subresource, query, path }: RestConnect): Readonly<Record<string, unknown>> {
  const values = (name: string): readonly string[] =>
    query.filter(([each]) => each === name).map(([, value]) => value);
  switch (subresource) {
    case 'proxy':
      return path === '/' ? {} : { path };
    case 'portforward': {
      const ports = values('ports').flatMap((each) => each.split(',').map(Number));
      return ports.length === 0 ? {} : { ports };
    }
    default: {
      const set = FLAGS.filter((flag) => isTrue(values(flag)[0]));
      const [container = ''] = values('container');
      return {
        ...Object.fromEntries(set.map((flag) => [flag, true])),
        ...(container === '' ? {} : { container }),
        ...(subresource === 'exec' ? { command: values('command') } : {}),
      };
    }
  }
}

/** As Kubernetes reads a flag of a query: everything but these is true. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}
