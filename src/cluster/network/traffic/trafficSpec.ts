// What simulated users do: whom they call, how often, and what it costs when nobody answers. Plain
// JSON, since the journal keeps it.

export type TrafficTarget =
  /** By the name of a Service, from pods on all nodes that have power. */
  | {
      readonly kind: 'service';
      readonly namespace: string;
      readonly service: string;
      readonly port: number;
    }
  /** From outside, through a port of the nodes; of one node alone where it is named. */
  | {
      readonly kind: 'nodePort';
      readonly namespace: string;
      readonly service: string;
      readonly nodePort: number;
      readonly node?: string;
    }
  /** From outside, through a simulated ingress controller. */
  | {
      readonly kind: 'ingress';
      readonly namespace: string;
      readonly ingress: string;
      /** What they type into the browser; empty where the rules name no host. */
      readonly host: string;
    };

export interface TrafficSpec {
  /** Of the running cluster's; a new one for each start. */
  readonly id: string;
  readonly target: TrafficTarget;
  readonly path: string;
  readonly requestsPerSecond: number;
  /** What a request that fails costs, in money of any kind. */
  readonly pricePerFailure: number;
  /** How long a user waits for an answer, virtual ms. */
  readonly timeoutMs: number;
}

/** More would not show more: it would only be slower. */
export const MAX_REQUESTS_PER_SECOND = 10_000;

/** Throws where it makes no sense, with what would. */
export function checkTraffic(spec: TrafficSpec): void {
  const { requestsPerSecond, pricePerFailure, timeoutMs, path } = spec;
  // Written so that NaN, which a file may bring in, is refused too.
  if (!(requestsPerSecond > 0 && requestsPerSecond <= MAX_REQUESTS_PER_SECOND))
    throw new Error(
      `Traffic has more than 0 and at most ${String(MAX_REQUESTS_PER_SECOND)} requests per second, not ${String(requestsPerSecond)}.`,
    );
  if (!(pricePerFailure >= 0 && Number.isFinite(pricePerFailure)))
    throw new Error(`The price of a failed request is 0 or more, not ${String(pricePerFailure)}.`);
  if (!(timeoutMs > 0 && Number.isFinite(timeoutMs)))
    throw new Error(`Users wait longer than 0 ms, not ${String(timeoutMs)}.`);
  if (!path.startsWith('/'))
    throw new Error(`The path of a request starts with "/", unlike ${JSON.stringify(path)}.`);
}

/** `default/web:80`, for the record of causes and for titles. */
export function targetText(target: TrafficTarget): string {
  switch (target.kind) {
    case 'service':
      return `service ${target.namespace}/${target.service}:${String(target.port)}`;
    case 'nodePort':
      return `${target.node ?? 'nodes'}:${String(target.nodePort)} of ${target.namespace}/${target.service}`;
    case 'ingress':
      return `ingress ${target.namespace}/${target.ingress}`;
  }
}
