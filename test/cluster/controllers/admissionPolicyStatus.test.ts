import assert from 'node:assert/strict';
import { VALIDATING_ADMISSION_POLICIES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

describe('the status of a ValidatingAdmissionPolicy', () => {
  it('says which generation has been looked at', () => {
    const lab = new ControllerLab();
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    ] as const;
    lab.create(VALIDATING_ADMISSION_POLICIES, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'demo' },
      spec: { matchConstraints: { resourceRules }, validations: [{ expression: 'true' }] },
    });
    const status = (): unknown => {
      lab.runFor(1_000);
      return lab.admin.get(VALIDATING_ADMISSION_POLICIES, undefined, 'demo').status;
    };
    assert.deepEqual(status(), { observedGeneration: 1, typeChecking: {} });
    const body = { spec: { validations: [{ expression: '1 == 1' }] } };
    lab.admin.patch(VALIDATING_ADMISSION_POLICIES, undefined, 'demo', { type: 'merge', body });
    assert.deepEqual(status(), { observedGeneration: 2, typeChecking: {} });
  });
});
