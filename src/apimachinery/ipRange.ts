// The addresses of a CIDR block as numbers: `10.0.0.0/30` holds four of them.
import { isCidr, isIPv4 } from './names';

export interface IpRange {
  readonly isV6: boolean;
  /** The address as written may lie within: this is the first one of the block. */
  readonly first: bigint;
  readonly last: bigint;
  readonly bits: number;
}

/** Undefined for text that is no block. */
export function ipRange(cidr: string): IpRange | undefined {
  if (isCidr(cidr).length > 0) return undefined;
  const [address = '', length = ''] = cidr.split('/');
  const isV6 = !isIPv4(address);
  const bits = Number(length);
  const size = 1n << BigInt((isV6 ? 128 : 32) - bits);
  const value = isV6 ? ipv6Value(address) : ipv4Value(address);
  const first = value - (value % size);
  return { isV6, first, last: first + size - 1n, bits };
}

function ipv4Value(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6Value(address: string): bigint {
  const tail = address.slice(address.lastIndexOf(':') + 1);
  if (isIPv4(tail)) {
    const value = ipv4Value(tail);
    const groups = `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
    return ipv6Value(address.slice(0, -tail.length) + groups);
  }
  const [head = [], rest = []] = address
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array.from({ length: 8 - head.length - rest.length }, () => '0');
  return [...head, ...zeros, ...rest].reduce(
    (sum, part) => sum * 65_536n + BigInt(`0x${part}`),
    0n,
  );
}
