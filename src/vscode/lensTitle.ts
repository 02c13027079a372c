// The title of a CodeLens with an icon before its words.

/** VS Code draws no common space behind an icon. */
const SPACE = '\u00a0';

export function lensTitle(icon: 'check' | 'error' | 'play', words: string): string {
  return `$(${icon})${SPACE}${words}`;
}
