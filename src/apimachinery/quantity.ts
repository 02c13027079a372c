// Amounts of resources: `100m`, `1.5`, `128Mi`, `1e3`. Exact for all that fits 53 bits.
// Source: k8s.io/apimachinery/pkg/api/resource (Quantity).
//
// Worked example: `1.5Gi` is mantissa 15, exponent -1, factor 2^30; its value is 1610612736 and its
// canonical text `1536Mi`, the largest unit that leaves a whole number.

/** As it stands in a manifest: YAML reads `cpu: 1` as a number. */
export type QuantityLike = string | number;

/** What Kubernetes answers to text that is no quantity. */
export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

type Format = 'decimal' | 'binary' | 'exponent';

interface ParsedQuantity {
  /** In base units: cores, bytes. */
  readonly value: number;
  /** In thousandths, rounded up. */
  readonly milli: number;
  readonly canonical: string;
}

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(m|n|u|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;
const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const DECIMAL_SUFFIXES: Readonly<Record<number, string>> = {
  [-9]: 'n',
  [-6]: 'u',
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
  12: 'T',
  15: 'P',
  18: 'E',
};
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A cache of a pure function of text, so that it cannot be observed; manifests repeat few amounts. */
const PARSED = new Map<string, ParsedQuantity | undefined>();
const MAX_PARSED = 4096;

function parsed(quantity: QuantityLike): ParsedQuantity | undefined {
  const text = typeof quantity === 'string' ? quantity : String(quantity);
  const known = PARSED.get(text);
  if (known !== undefined || PARSED.has(text)) return known;
  if (PARSED.size >= MAX_PARSED) PARSED.clear();
  const result = parse(text);
  PARSED.set(text, result);
  return result;
}

export function isQuantity(quantity: QuantityLike): boolean {
  return parsed(quantity) !== undefined;
}

/** Thousandths of a core, rounded up; 0 for text that is no quantity. */
export function cpuMillis(quantity: QuantityLike | undefined): number {
  return quantity === undefined ? 0 : (parsed(quantity)?.milli ?? 0);
}

/** Whole units (bytes, pods), rounded up; 0 for text that is no quantity. */
export function bytes(quantity: QuantityLike | undefined): number {
  return quantity === undefined ? 0 : Math.ceil(parsed(quantity)?.value ?? 0);
}

/** In base units, with fractions; 0 for text that is no quantity. */
export function quantityValue(quantity: QuantityLike | undefined): number {
  return quantity === undefined ? 0 : (parsed(quantity)?.value ?? 0);
}

/** Negative, zero or positive, as a is less than, equal to or greater than b. */
export function compareQuantities(a: QuantityLike, b: QuantityLike): number {
  return quantityValue(a) - quantityValue(b);
}

/** As the API server writes it: `0.5` is `500m`, `1024Mi` is `1Gi`. Text that is no quantity stays. */
export function canonicalQuantity(quantity: QuantityLike): string {
  return parsed(quantity)?.canonical ?? String(quantity);
}

/** `1500` -> `1500m`, `2000` -> `2`. */
export function formatCpuMillis(millis: number): string {
  return canonicalQuantity(`${String(Math.ceil(millis))}m`);
}

/** `134217728` -> `128Mi`. */
export function formatBytes(count: number): string {
  return binaryText(Math.ceil(count));
}

function parse(text: string): ParsedQuantity | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const negative = sign === '-';
  if (suffix.endsWith('i')) return parseBinary(`${whole}.${fraction}`, suffix, negative);
  const isExponent = /^[eE]./.test(suffix);
  const shift = isExponent ? Number(suffix.slice(1)) : (DECIMAL_EXPONENTS[suffix] ?? 0);
  return fromDecimal(
    whole + fraction,
    shift - fraction.length,
    negative,
    isExponent ? 'exponent' : 'decimal',
  );
}

function parseBinary(decimal: string, suffix: string, negative: boolean): ParsedQuantity {
  const value = Number(decimal) * 1024 ** BINARY_SUFFIXES.indexOf(suffix);
  const signed = negative ? -value : value;
  // Below 1024 Kubernetes falls back to the decimal form.
  if (value < 1024) {
    const [whole = '', fraction = ''] = decimalText(value).split('.');
    return fromDecimal(whole + fraction, -fraction.length, negative, 'decimal');
  }
  return {
    value: signed,
    milli: Math.ceil(signed * 1000),
    canonical: binaryText(Math.ceil(signed)),
  };
}

/** `digits` x 10^`exponent`; amounts below a billionth are rounded up to one. */
function fromDecimal(
  digits: string,
  exponent: number,
  negative: boolean,
  format: Format,
): ParsedQuantity {
  let mantissa = digits.replace(/^0+/, '');
  let power = exponent;
  if (power < -9) {
    const kept = mantissa.slice(0, power + 9);
    const lost = mantissa.slice(power + 9);
    mantissa = /[1-9]/.test(lost) ? String(Number(kept) + 1) : kept;
    power = -9;
  }
  const zeros = /0*$/.exec(mantissa)?.[0].length ?? 0;
  mantissa = mantissa.slice(0, mantissa.length - zeros);
  if (mantissa === '') return { value: 0, milli: 0, canonical: '0' };
  power += zeros;
  const sign = negative ? -1 : 1;
  return {
    value: sign * scale(mantissa, power),
    milli: Math.ceil(sign * scale(mantissa, power + 3)),
    canonical: (negative ? '-' : '') + canonicalDecimal(mantissa, power, format),
  };
}

/** Division by a power of ten is exact to the last bit, multiplication by a negative power is not. */
function scale(mantissa: string, power: number): number {
  return power >= 0 ? Number(mantissa) * 10 ** power : Number(mantissa) / 10 ** -power;
}

/** The greatest exponent divisible by 3 that leaves a whole number. */
function canonicalDecimal(mantissa: string, power: number, format: Format): string {
  const exponent = Math.min(Math.floor(power / 3) * 3, format === 'decimal' ? 18 : Infinity);
  const number = mantissa + '0'.repeat(power - exponent);
  if (format === 'exponent') return exponent === 0 ? number : `${number}e${String(exponent)}`;
  return number + (DECIMAL_SUFFIXES[exponent] ?? '');
}

function binaryText(count: number): string {
  if (Math.abs(count) < 1024) return canonicalQuantity(String(count));
  let rest = count;
  let unit = 0;
  while (rest % 1024 === 0 && unit < BINARY_SUFFIXES.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${String(rest)}${BINARY_SUFFIXES[unit] ?? ''}`;
}

/** Without an exponent, which String() uses for what is very small. */
function decimalText(value: number): string {
  return value < 1e-6 ? value.toFixed(12) : String(value);
}
