// Addresses that no endpoint outside of its own machine can have.
// Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateNonSpecialIP).
import { ipRange } from './ipRange';
import { isIPv4 } from './names';

interface Special {
  readonly complaint: string;
  /** How the IPv4 ones begin: services have thousands of addresses, and few are anything but IPv4. */
  readonly start: string;
  readonly block: string;
}

const SPECIAL: readonly Special[] = [
  { complaint: 'may not be unspecified (0.0.0.0 or ::)', start: '0.0.0.0.', block: '::/128' },
  {
    complaint: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
    start: '127.',
    block: '::1/128',
  },
  {
    complaint: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    start: '169.254.',
    block: 'fe80::/10',
  },
  {
    complaint: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    start: '224.0.0.',
    block: 'ff02::/16',
  },
];

/** None for text that is no address: that is complained of elsewhere. */
export function specialIpComplaints(ip = ''): readonly string[] {
  return SPECIAL.filter(isIPv4(ip) ? startsIPv4(`${ip}.`) : holdsIPv6(ip)).map(
    ({ complaint }) => complaint,
  );
}

function startsIPv4(address: string): (special: Special) => boolean {
  return ({ start }) => address.startsWith(start);
}

function holdsIPv6(ip: string): (special: Special) => boolean {
  const address = ipRange(`${ip}/128`);
  return ({ block }) => {
    const range = ipRange(block);
    if (address === undefined || range === undefined) return false;
    return range.first <= address.first && address.first <= range.last;
  };
}
