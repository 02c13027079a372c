// Hashes and identifiers as text.

/** The low 32 bits as eight hexadecimal digits. */
export function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
