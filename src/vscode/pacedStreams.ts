// Connections into a cluster whose time is paced: what comes from outside comes at its right virtual
// time, and what goes out is on disk before it does. While the learner looks back nothing new is begun;
// what is open goes on with the present.
import type { Cluster } from '../cluster/cluster';
import type {
  ClusterStreams,
  OpenStream,
  PodLog,
  StreamSink,
} from '../cluster/client/clusterStreams';
import type { Doorkeeper } from './doorkeeper';
import type { Pacer } from './pacer';

export function pacedStreams(
  cluster: Cluster,
  pacer: Pacer,
  { beforeShown, assertPresent }: Doorkeeper,
): ClusterStreams {
  const { streams } = cluster;
  const paced = <T>(action: () => T): T => {
    pacer.catchUp();
    try {
      return action();
    } finally {
      beforeShown();
      pacer.wake();
    }
  };
  const pacedStream = (stream: OpenStream): OpenStream => ({
    ...stream,
    ...(stream.log === undefined ? {} : { log: savedLog(stream.log, beforeShown) }),
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
  const begun = <T>(action: () => T): T => {
    assertPresent();
    return paced(action);
  };
  return {
    check: (target, upTo) => {
      assertPresent();
      streams.check(target, upTo);
    },
    checkForward: (namespace, pod) => {
      assertPresent();
      streams.checkForward(namespace, pod);
    },
    log: (namespace, pod, options) => {
      pacer.catchUp();
      return savedLog(streams.log(namespace, pod, options), beforeShown);
    },
    open: (target, sink) =>
      pacedStream(begun(() => streams.open(target, savedSink(sink, beforeShown)))),
    connect: (namespace, pod, port, sink) =>
      pacedStream(begun(() => streams.connect(namespace, pod, port, savedSink(sink, beforeShown)))),
    proxy: (target, request) => begun(() => streams.proxy(target, request)),
  };
}

function savedSink(sink: StreamSink, beforeShown: () => void): StreamSink {
  return {
    output: (stream, bytes) => {
      beforeShown();
      sink.output(stream, bytes);
    },
    ended: (exitCode) => {
      beforeShown();
      sink.ended(exitCode);
    },
  };
}

function savedLog(log: PodLog, beforeShown: () => void): PodLog {
  return {
    read: () => {
      beforeShown();
      return log.read();
    },
    get isAtEnd() {
      return log.isAtEnd;
    },
  };
}
