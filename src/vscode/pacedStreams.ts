// Connections into a cluster whose time is paced: what comes from outside comes at its right virtual
// time.
import type { Cluster } from '../cluster/cluster';
import type { ClusterStreams, OpenStream } from '../cluster/client/clusterStreams';
import type { Pacer } from './pacer';

export function pacedStreams(cluster: Cluster, pacer: Pacer): ClusterStreams {
  const { streams } = cluster;
  const paced = <T>(action: () => T): T => {
    pacer.catchUp();
    try {
      return action();
    } finally {
      pacer.wake();
    }
  };
  const pacedStream = (stream: OpenStream): OpenStream => ({
    ...stream,
    send: (bytes) => {
      paced(() => {
        stream.send(bytes);
      });
    },
    endInput: () => {
      paced(() => {
        stream.endInput();
      });
    },
    close: () => {
      paced(() => {
        stream.close();
      });
    },
  });
  return {
    check: (target) => {
      streams.check(target);
    },
    log: (namespace, pod, options) => {
      pacer.catchUp();
      return streams.log(namespace, pod, options);
    },
    open: (target, sink) => pacedStream(paced(() => streams.open(target, sink))),
    connect: (namespace, pod, port, sink) =>
      pacedStream(paced(() => streams.connect(namespace, pod, port, sink))),
    proxy: (target, request) => paced(() => streams.proxy(target, request)),
  };
}
