// Probes and lifecycle hooks. Source: k8s.io/kubernetes/pkg/apis/core/validation (validateProbe,
// validateHandler, validateLifecycle).
import { forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isHttpHeaderName } from '../../apimachinery/names';
import type {
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../generated/core/v1';
import {
  checkNonNegative,
  checkOptionalEnum,
  checkPortNumberOrName,
  complain,
  type FieldErrors,
} from '../meta/fieldChecks';

type Handler = LifecycleHandler & { readonly grpc?: GRPCAction | undefined };

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

const TIMINGS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

export function checkProbe(
  errors: FieldErrors,
  path: FieldPath,
  kind: ProbeKind,
  probe: Probe,
): void {
  checkHandler(errors, path, probe, undefined);
  for (const timing of TIMINGS) checkNonNegative(errors, path, timing, probe[timing]);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(
      invalidValue(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0'),
    );
  }
  if (kind === 'readinessProbe') {
    if (grace === undefined) return;
    const rule = 'must not be set for readinessProbes';
    errors.push(invalidValue(path.child('terminationGracePeriodSeconds'), grace, rule));
  } else if (probe.successThreshold !== 1) {
    errors.push(
      invalidValue(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1'),
    );
  }
}

export function checkLifecycle(
  errors: FieldErrors,
  path: FieldPath,
  lifecycle: Lifecycle,
  graceSeconds: number | undefined,
): void {
  if (lifecycle.postStart)
    checkHandler(errors, path.child('postStart'), lifecycle.postStart, graceSeconds);
  if (lifecycle.preStop)
    checkHandler(errors, path.child('preStop'), lifecycle.preStop, graceSeconds);
}

/** Exactly one action; the first one is looked into, each further one is forbidden. */
function checkHandler(
  errors: FieldErrors,
  path: FieldPath,
  handler: Handler,
  graceSeconds: number | undefined,
): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  let actions = 0;
  const isFirst = (field: string, action: unknown): boolean => {
    if (action === undefined) return false;
    if (++actions > 1) {
      errors.push(forbiddenValue(path.child(field), 'may not specify more than 1 handler type'));
    }
    return actions === 1;
  };
  if (isFirst('exec', exec) && !exec?.command?.length) {
    errors.push(required(path.child('exec').child('command')));
  }
  if (isFirst('httpGet', httpGet) && httpGet) checkHttpGet(errors, path.child('httpGet'), httpGet);
  if (isFirst('tcpSocket', tcpSocket)) {
    checkPortNumberOrName(errors, path.child('tcpSocket'), 'port', tcpSocket?.port);
  }
  if (isFirst('grpc', grpc)) checkPortNumberOrName(errors, path.child('grpc'), 'port', grpc?.port);
  if (isFirst('sleep', sleep)) checkSleep(errors, path, sleep?.seconds ?? 0, graceSeconds);
  if (actions === 0) errors.push(required(path, 'must specify a handler type'));
}

function checkHttpGet(errors: FieldErrors, path: FieldPath, action: HTTPGetAction): void {
  if (!action.path) errors.push(required(path.child('path')));
  checkPortNumberOrName(errors, path, 'port', action.port);
  checkOptionalEnum(errors, path, 'scheme', action.scheme, ['HTTP', 'HTTPS']);
  for (const header of action.httpHeaders ?? []) {
    complain(errors, path.child('httpHeaders'), header.name, isHttpHeaderName(header.name));
  }
}

function checkSleep(
  errors: FieldErrors,
  path: FieldPath,
  seconds: number,
  graceSeconds: number | undefined,
): void {
  if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return;
  const rule = `must be non-negative and less than terminationGracePeriodSeconds (${String(graceSeconds)})`;
  errors.push(invalidValue(path.child('sleep'), seconds, rule));
}
