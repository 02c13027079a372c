// Anything can be thrown; those who report a bug want an Error.

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
