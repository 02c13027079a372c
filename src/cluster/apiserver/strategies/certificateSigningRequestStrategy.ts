// Source: k8s.io/kubernetes/pkg/registry/certificates/certificates (strategy.go). Who asks is what the API
// server knows of them; approval and certificate are written through subresources of their own.
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../../apis/generated/certificates/v1';
import { statusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

export const CERTIFICATE_SIGNING_REQUEST_STRATEGY: Strategy<CertificateSigningRequest> = {
  ...statusStrategy<CertificateSigningRequest>(),
  prepareForCreate(request, { name, uid, groups, extra }) {
    const { spec } = request;
    const { request: pem, signerName, usages, expirationSeconds } = spec;
    return {
      ...request,
      spec: {
        ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
        ...(extra === undefined ? {} : { extra }),
        groups,
        request: pem,
        signerName,
        ...(uid === undefined ? {} : { uid }),
        ...(usages === undefined ? {} : { usages }),
        username: name,
      },
      status: {},
    };
  },
  prepareForUpdate: (request, old) => ({ ...request, spec: old.spec, status: old.status }),
  /** The verdict is not the signer's to write. */
  prepareForStatusUpdate(request, old, now) {
    const verdict = (old.status.conditions ?? []).filter(isVerdict);
    const others = (request.status.conditions ?? []).filter((each) => !isVerdict(each));
    const conditions = withTimes([...verdict, ...others], old, now);
    return {
      ...old,
      status: { ...request.status, ...(conditions.length === 0 ? {} : { conditions }) },
    };
  },
  subresources: {
    approval(request, old, now) {
      const { conditions } = request.status;
      const timed = conditions === undefined ? undefined : withTimes(conditions, old, now);
      return { ...old, status: { ...old.status, conditions: timed } };
    },
  },
};

function isVerdict({ type }: { readonly type: string }): boolean {
  return type === 'Approved' || type === 'Denied';
}

type Conditions = readonly CertificateSigningRequestCondition[];

/** What the client does not say of times: a condition with the same status as before has not changed. */
function withTimes(
  conditions: Conditions,
  old: CertificateSigningRequest,
  now: string,
): Conditions {
  return conditions.map((condition) => {
    const { lastUpdateTime, lastTransitionTime, type, status } = condition;
    if (lastUpdateTime !== undefined && lastTransitionTime !== undefined) return condition;
    const before = old.status.conditions?.find(
      (each) => each.type === type && each.status === status,
    );
    return {
      ...condition,
      lastUpdateTime: lastUpdateTime ?? now,
      lastTransitionTime: lastTransitionTime ?? before?.lastTransitionTime ?? now,
    };
  });
}
