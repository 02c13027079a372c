// Deletes certificate signing requests that nobody needs any more. kube-controller-manager's csrcleaner.
// Source: k8s.io/kubernetes/pkg/controller/certificates/cleaner (cleaner.go).
//
// Differs from Kubernetes: a request goes an hour after its approval also where its certificate has expired
// before, since certificates are valid in the time of this computer, not in the cluster's.
import { isApiError } from '../../../apimachinery/apiStatus';
import { parseTime } from '../../../apimachinery/time';
import type { CertificateSigningRequest } from '../../../apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS } from '../../../apis/resources';
import type { Timer } from '../../../simulation/simulation';
import type { Informer } from '../../client/informer';
import type { Controller, ControllerContext } from '../controllerContext';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CHECK_PERIOD_MS = 10 * MINUTE_MS;
const DECIDED_LIFE_MS = HOUR_MS;
const PENDING_LIFE_MS = 24 * HOUR_MS;

export class CertificateCleaner implements Controller {
  readonly #context: ControllerContext;
  readonly #requests: Informer<CertificateSigningRequest>;
  #timer: Timer | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#requests = context.informers.informer(CERTIFICATE_SIGNING_REQUESTS);
  }

  start(): void {
    this.#clean();
    this.#timer = this.#context.simulation.schedule(
      CHECK_PERIOD_MS,
      'clean certificate requests',
      'csrcleaner',
      () => {
        this.start();
      },
      { background: true },
    );
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #clean(): void {
    const { client, clock } = this.#context;
    for (const request of this.#requests.list()) {
      if (!isPastDeadline(request, clock.epochMs)) continue;
      try {
        client.delete(CERTIFICATE_SIGNING_REQUESTS, undefined, request.metadata.name);
      } catch (error) {
        // Tried again at the next check.
        if (!isApiError(error)) throw error;
      }
    }
  }
}

function isPastDeadline({ metadata, status }: CertificateSigningRequest, nowMs: number): boolean {
  const conditions = status.conditions ?? [];
  const isOlder = (time: string | undefined, lifeMs: number): boolean =>
    nowMs - (parseTime(time ?? '') ?? nowMs) > lifeMs;
  if (conditions.length === 0) return isOlder(metadata.creationTimestamp, PENDING_LIFE_MS);
  const isIssued = status.certificate !== undefined;
  return conditions.some(
    ({ type, lastUpdateTime }) =>
      (type === 'Denied' || type === 'Failed' || (type === 'Approved' && isIssued)) &&
      isOlder(lastUpdateTime, DECIDED_LIFE_MS),
  );
}
