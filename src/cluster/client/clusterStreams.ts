// Connections to containers and their network, as the API server hands them on to kubelets: logs,
// exec, attach, port-forward, proxy. src/server puts their protocols before it. Bytes are strings of
// which each character stands for one byte.

export interface PodLogOptions {
  readonly container?: string | undefined;
  readonly previous: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly sinceSeconds?: number | undefined;
  /** RFC 3339. */
  readonly sinceTime?: string | undefined;
  readonly tailLines?: number | undefined;
  readonly limitBytes?: number | undefined;
}

/** A log that is read bit by bit; reading leaves no mark on the run. */
export interface PodLog {
  /** What came since the last reading. */
  read(): string;
  /** True once nothing more will come, or nothing more was asked for. */
  readonly isAtEnd: boolean;
}

export interface SessionTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string | undefined;
  /** Empty: attach to the main process. */
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

export interface StreamSink {
  output(stream: 'stdout' | 'stderr', bytes: string): void;
  /** `exitCode` undefined: the container is gone, or the connection was closed. */
  ended(exitCode: number | undefined): void;
}

/** An open session or connection. Each call is an input of the run. */
export interface OpenStream {
  /** Where output comes from in place of the sink: the log of a program that nobody types to. */
  readonly log?: PodLog;
  send(bytes: string): void;
  endInput(): void;
  close(): void;
}

export interface ProxyTarget {
  readonly resource: 'pods' | 'services' | 'nodes';
  readonly namespace: string | undefined;
  /** `web`, `web:80`, `http:web:port-name`. */
  readonly name: string;
}

export interface ProxyRequest {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ProxyResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Everything throws ApiStatusError where it is refused. */
export interface ClusterStreams {
  log(namespace: string, pod: string, options: PodLogOptions): PodLog;
  /**
   * Whether a session can be opened; nothing happens. `upTo`: what the API server looks at, or what
   * the kubelet answers it too.
   */
  check(target: SessionTarget, upTo: 'apiserver' | 'kubelet'): void;
  /** Whether ports of a pod can be forwarded: whether its kubelet is reached. */
  checkForward(namespace: string, pod: string): void;
  open(target: SessionTarget, sink: StreamSink): OpenStream;
  /** A TCP connection to a port on the pod's own loopback, as port-forward makes it. */
  connect(namespace: string, pod: string, port: number, sink: StreamSink): OpenStream;
  proxy(target: ProxyTarget, request: ProxyRequest): ProxyResponse;
}
