// A policy in CEL that is bound, and what it says.
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import type { Draft } from '../../../../src/apimachinery/objectMeta';
import type {
  ValidatingAdmissionPolicyBindingSpec,
  ValidatingAdmissionPolicySpec,
} from '../../../../src/apis/generated/admissionregistration/v1';
import type { Deployment } from '../../../../src/apis/generated/apps/v1';
import {
  DEPLOYMENTS,
  VALIDATING_ADMISSION_POLICIES,
  VALIDATING_ADMISSION_POLICY_BINDINGS,
} from '../../../../src/apis/resources';
import { ServerLab } from '../serverLab';

export const POLICY = 'demo-policy.example.com';
export const BINDING = 'demo-binding-test.example.com';

export const SPEC: ValidatingAdmissionPolicySpec = {
  matchConstraints: {
    resourceRules: [
      {
        apiGroups: ['apps'],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['deployments'],
      },
    ],
  },
  validations: [{ expression: 'object.spec.replicas <= 5' }],
};

export function policyLab(
  spec: Partial<ValidatingAdmissionPolicySpec> = {},
  binding: Partial<ValidatingAdmissionPolicyBindingSpec> = {},
  lab = new ServerLab(),
): ServerLab {
  lab.client.create(VALIDATING_ADMISSION_POLICIES, undefined, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: POLICY },
    spec: { ...SPEC, ...spec },
  });
  lab.client.create(VALIDATING_ADMISSION_POLICY_BINDINGS, undefined, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: BINDING },
    spec: { policyName: POLICY, validationActions: ['Deny'], ...binding },
  });
  return lab;
}

export function deployment(name: string, replicas: number, image = 'nginx'): Draft<Deployment> {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image }] },
      },
    },
  };
}

export function refusal(run: () => unknown): ApiStatusError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiStatusError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export function denied(lab: ServerLab, replicas = 6, image?: string): ApiStatusError {
  return refusal(() =>
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', replicas, image)),
  );
}

export function said(lab: ServerLab, replicas = 6, image?: string): string {
  return denied(lab, replicas, image).message.replace(/^.*denied request: /, '');
}
