// Rules of ServiceAccounts: metadata only. Source of the warning: k8s.io/kubernetes/pkg/registry/core/serviceaccount.
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ServiceAccount } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { metadataRules } from '../meta/metadataRules';
import { SERVICE_ACCOUNTS } from '../resources';

const MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

export const SERVICE_ACCOUNT_RULES: KindRules<ServiceAccount> = {
  ...metadataRules(SERVICE_ACCOUNTS, isDns1123Subdomain),
  warnings: serviceAccountWarnings,
};

function serviceAccountWarnings(
  { metadata }: ServiceAccount,
  old: ServiceAccount | undefined,
): readonly string[] {
  if (metadata.annotations?.[MOUNTABLE_SECRETS] === undefined) return [];
  if (old?.metadata.annotations?.[MOUNTABLE_SECRETS] !== undefined) return [];
  return [
    `metadata.annotations[${MOUNTABLE_SECRETS}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
  ];
}
