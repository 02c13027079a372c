// The service accounts that controllers act as: made by the controller manager before it starts them.
// Source: k8s.io/controller-manager/pkg/clientbuilder (client_builder_dynamic.go, getOrCreateServiceAccount).
//
// Differs from Kubernetes: they are not asked for before they are made.
import { isAlreadyExists, isApiError } from '../../apimachinery/apiStatus';
import { SERVICE_ACCOUNTS } from '../../apis/resources';
import type { Client } from '../client/client';
import { CONTROLLER_NAMESPACE } from './controllerContext';

/** False where the API server does not let them be made yet: it is to be tried again. */
export function ensureAccounts(client: Client, accounts: readonly string[]): boolean {
  try {
    for (const account of accounts) ensureAccount(client, account);
    return true;
  } catch (error) {
    if (isApiError(error)) return false;
    throw error;
  }
}

function ensureAccount(client: Client, name: string): void {
  try {
    const metadata = { name, namespace: CONTROLLER_NAMESPACE };
    client.create(SERVICE_ACCOUNTS, CONTROLLER_NAMESPACE, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}
