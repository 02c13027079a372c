/** By characters, as Go compares strings: `10.244.1.10` comes before `10.244.1.9`. For `sort`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
