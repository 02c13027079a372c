// Addresses that no endpoint outside of its own machine can have.
// Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateNonSpecialIP).
import { ipRange } from './ipRange';
import { isIPv4 } from './names';

const SPECIAL: readonly (readonly [string, readonly string[]])[] = [
  ['may not be unspecified (0.0.0.0 or ::)', ['0.0.0.0/32', '::/128']],
  ['may not be in the loopback range (127.0.0.0/8, ::1/128)', ['127.0.0.0/8', '::1/128']],
  [
    'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ['169.254.0.0/16', 'fe80::/10'],
  ],
  [
    'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    ['224.0.0.0/24', 'ff02::/16'],
  ],
];

/** None for text that is no address: that is complained of elsewhere. */
export function specialIpComplaints(ip = ''): readonly string[] {
  const address = ipRange(`${ip}/${isIPv4(ip) ? '32' : '128'}`);
  if (address === undefined) return [];
  return SPECIAL.filter(([, blocks]) =>
    blocks.some((block) => {
      const range = ipRange(block);
      if (range?.isV6 !== address.isV6) return false;
      return range.first <= address.first && address.first <= range.last;
    }),
  ).map(([complaint]) => complaint);
}
