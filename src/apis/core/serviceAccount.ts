// Rules of ServiceAccounts: metadata only.
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ServiceAccount } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { metadataRules } from '../meta/metadataRules';
import { SERVICE_ACCOUNTS } from '../resources';

export const SERVICE_ACCOUNT_RULES: KindRules<ServiceAccount> = metadataRules(
  SERVICE_ACCOUNTS,
  isDns1123Subdomain,
);
