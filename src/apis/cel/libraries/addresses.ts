// `cidr("10.0.0.0/8").containsIP("10.1.2.3")`.
// Source: k8s.io/apiserver/pkg/cel/library (ip.go, cidr.go).
import type { Environment } from '@marcbachmann/cel-js';
import { isIPv4, isIPv6 } from '../../../apimachinery/names';
import { CelEvaluationError } from '../celErrors';

const IP = 'net.IP';
const CIDR = 'net.CIDR';

class CelIp {
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
  }

  toString(): string {
    return this.family === 4 ? ipv4Text(this.bits) : ipv6Text(this.bits);
  }

  /** Whether the first bits are those of another address. */
  within(text: string, prefix: number): boolean {
    const other = parseIp(text);
    if (other?.family !== this.family) return false;
    const shift = BigInt(widthOf(this.family) - prefix);
    return this.bits >> shift === other.bits >> shift;
  }
}

class CelCidr {
  readonly ip: CelIp;
  readonly prefix: number;

  constructor(ip: CelIp, prefix: number) {
    this.ip = ip;
    this.prefix = prefix;
  }

  get masked(): CelCidr {
    const shift = BigInt(widthOf(this.ip.family) - this.prefix);
    return new CelCidr(new CelIp(this.ip.family, (this.ip.bits >> shift) << shift), this.prefix);
  }

  containsIp(ip: CelIp): boolean {
    return ip.within(this.ip.toString(), this.prefix);
  }

  containsCidr(other: CelCidr): boolean {
    return other.prefix >= this.prefix && this.containsIp(other.ip);
  }

  toString(): string {
    return `${this.ip.toString()}/${String(this.prefix)}`;
  }
}

class IpNamespace {}

export function registerAddresses(library: Environment): void {
  registerIps(library);
  registerCidrs(library);
}

function registerIps(library: Environment): void {
  library
    .registerType(IP, CelIp)
    .registerFunction(`ip(string): ${IP}`, requiredIp)
    .registerFunction('isIP(string): bool', (text: string) => parseIp(text) !== undefined)
    .registerFunction(`string(${IP}): string`, (ip: CelIp) => ip.toString())
    .registerFunction(`${IP}.family(): int`, ({ family }: CelIp) => BigInt(family))
    .registerFunction(`${IP}.isUnspecified(): bool`, ({ bits }: CelIp) => bits === 0n)
    .registerFunction(
      `${IP}.isLoopback(): bool`,
      (ip: CelIp) => ip.within('127.0.0.0', 8) || ip.within('::1', 128),
    )
    .registerFunction(
      `${IP}.isLinkLocalUnicast(): bool`,
      (ip: CelIp) => ip.within('169.254.0.0', 16) || ip.within('fe80::', 10),
    )
    .registerFunction(`${IP}.isLinkLocalMulticast(): bool`, isLinkLocalMulticast)
    .registerFunction(`${IP}.isGlobalUnicast(): bool`, isGlobalUnicast)
    .registerOperator(`${IP} == ${IP}`, (a: CelIp, b: CelIp) => a.toString() === b.toString())
    .registerType('IpNamespace', IpNamespace)
    .registerConstant('ip', 'IpNamespace', new IpNamespace())
    .registerFunction(
      'IpNamespace.isCanonical(string): bool',
      (_: unknown, text: string) => requiredIp(text).toString() === text,
    );
}

function registerCidrs(library: Environment): void {
  library
    .registerType(CIDR, CelCidr)
    .registerFunction(`cidr(string): ${CIDR}`, requiredCidr)
    .registerFunction('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined)
    .registerFunction(`string(${CIDR}): string`, (cidr: CelCidr) => cidr.toString())
    .registerFunction(`${CIDR}.containsIP(${IP}): bool`, (cidr: CelCidr, ip: CelIp) =>
      cidr.containsIp(ip),
    )
    .registerFunction(`${CIDR}.containsIP(string): bool`, (cidr: CelCidr, text: string) =>
      cidr.containsIp(requiredIp(text)),
    )
    .registerFunction(`${CIDR}.containsCIDR(${CIDR}): bool`, (cidr: CelCidr, other: CelCidr) =>
      cidr.containsCidr(other),
    )
    .registerFunction(`${CIDR}.containsCIDR(string): bool`, (cidr: CelCidr, text: string) =>
      cidr.containsCidr(requiredCidr(text)),
    )
    .registerFunction(`${CIDR}.ip(): ${IP}`, ({ ip }: CelCidr) => ip)
    .registerFunction(`${CIDR}.masked(): ${CIDR}`, ({ masked }: CelCidr) => masked)
    .registerFunction(`${CIDR}.prefixLength(): int`, ({ prefix }: CelCidr) => BigInt(prefix))
    .registerOperator(
      `${CIDR} == ${CIDR}`,
      (a: CelCidr, b: CelCidr) => a.toString() === b.toString(),
    );
}

function isLinkLocalMulticast(ip: CelIp): boolean {
  return ip.within('224.0.0.0', 24) || ip.within('ff02::', 16);
}

/** As Go has it: neither unspecified, broadcast, loopback, multicast nor link-local. */
function isGlobalUnicast(ip: CelIp): boolean {
  const others: readonly (readonly [string, number])[] = [
    ['0.0.0.0', 32],
    ['255.255.255.255', 32],
    ['127.0.0.0', 8],
    ['224.0.0.0', 4],
    ['169.254.0.0', 16],
    ['::', 127],
    ['ff00::', 8],
    ['fe80::', 10],
  ];
  return !others.some(([text, prefix]) => ip.within(text, prefix));
}

function requiredIp(text: string): CelIp {
  const ip = parseIp(text);
  if (ip !== undefined) return ip;
  throw new CelEvaluationError(
    `IP Address "${text}" parse error during conversion from string: ParseAddr("${text}"): unable to parse IP`,
  );
}

function requiredCidr(text: string): CelCidr {
  const cidr = parseCidr(text);
  if (cidr !== undefined) return cidr;
  throw new CelEvaluationError(
    `network address parse error during conversion from string: netip.ParsePrefix("${text}"): no '/'`,
  );
}

function parseCidr(text: string): CelCidr | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const ip = match === null ? undefined : parseIp(match[1] ?? '');
  const prefix = Number(match?.[2]);
  if (ip === undefined || prefix > widthOf(ip.family)) return undefined;
  return new CelCidr(ip, prefix);
}

/** IPv4 addresses written as IPv6 are refused, as Kubernetes does. */
function parseIp(text: string): CelIp | undefined {
  if (isIPv4(text)) return new CelIp(4, joined(text.split('.').map(Number), 8));
  if (!isIPv6(text) || text.includes('.')) return undefined;
  const [head = '', tail] = text.split('::');
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return new CelIp(6, joined([...first, ...zeros, ...last], 16));
}

function groups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function joined(parts: readonly number[], width: number): bigint {
  return parts.reduce((bits, part) => (bits << BigInt(width)) | BigInt(part), 0n);
}

function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
}

/** The longest run of zeros is `::` (RFC 5952). */
function ipv6Text(bits: bigint): string {
  const parts = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) =>
    ((bits >> shift) & 0xffffn).toString(16),
  );
  const runs = [...parts.join(':').matchAll(/(?<![^:])0(?::0)+(?![^:])/g)];
  const longest = runs.reduce<RegExpExecArray | undefined>(
    (best, run) => (best === undefined || run[0].length > best[0].length ? run : best),
    undefined,
  );
  const text = parts.join(':');
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
