// The usual spelling of a header's name.

/** `user-agent` is `User-Agent`. */
export function headerText(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
}
