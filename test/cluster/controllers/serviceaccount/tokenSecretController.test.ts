import assert from 'node:assert/strict';
import { SECRETS, SERVICE_ACCOUNTS } from '../../../../src/apis/resources';
import { ControllerLab } from '../controllerLab';

const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

function addAccount(lab: ControllerLab, name: string): string {
  const draft = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } } as const;
  return lab.create(SERVICE_ACCOUNTS, draft).metadata.uid;
}

function addSecret(lab: ControllerLab, name: string, annotations: Record<string, string>): void {
  const metadata = { name, annotations };
  const type = 'kubernetes.io/service-account-token';
  lab.create(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata, type });
}

function secrets(lab: ControllerLab): readonly string[] {
  lab.runFor(1_000);
  return lab.admin.list(SECRETS, 'default').items.map(({ metadata }) => metadata.name);
}

describe('a secret for the token of a service account', () => {
  it('goes with its account', () => {
    const lab = new ControllerLab();
    addAccount(lab, 'robot');
    addAccount(lab, 'other');
    addSecret(lab, 'robots', { [NAME]: 'robot' });
    addSecret(lab, 'others', { [NAME]: 'other' });
    assert.deepEqual(secrets(lab), ['others', 'robots']);
    lab.admin.delete(SERVICE_ACCOUNTS, 'default', 'robot');
    assert.deepEqual(secrets(lab), ['others']);
  });

  it('goes at once where its account is not there, or is another one', () => {
    const lab = new ControllerLab();
    const uid = addAccount(lab, 'robot');
    addSecret(lab, 'nobodys', { [NAME]: 'nobody' });
    addSecret(lab, 'earlier', { [NAME]: 'robot', [UID]: 'c0ffee' });
    addSecret(lab, 'robots', { [NAME]: 'robot', [UID]: uid });
    assert.deepEqual(secrets(lab), ['robots']);
  });

  it('is no concern of secrets of other types', () => {
    const lab = new ControllerLab();
    const metadata = { name: 'plain', annotations: { [NAME]: 'nobody' } };
    lab.create(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata });
    assert.deepEqual(secrets(lab), ['plain']);
  });
});
