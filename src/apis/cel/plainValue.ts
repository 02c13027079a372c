// What an expression gave, as JSON.

/** Integers become numbers, maps and objects records; what CEL alone knows becomes text. */
export function plainValue(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'object':
      return value === null ? null : plainObject(value);
    default:
      return value;
  }
}

function plainObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Map) {
    return Object.fromEntries(
      Array.from(value, ([key, member]) => [String(key), plainValue(member)]),
    );
  }
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, plainValue(member)]),
    );
  }
  // Times know how they are written as JSON.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const text: unknown = (value as { toJSON(): unknown }).toJSON();
    return text;
  }
  // Amounts and addresses know how as text.
  return (value as { toString(): string }).toString();
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
