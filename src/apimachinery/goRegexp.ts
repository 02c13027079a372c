// Regular expressions of Go (RE2 syntax) as those of JavaScript.
//
// Differs from Kubernetes: JavaScript searches by backtracking, so that an expression can take long on
// a hostile text, where RE2 is linear; flags count for the whole expression; `\C` and `\Q...\E` are not known.

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** What is wrong with an expression, in Go's words. */
export class GoRegexpError extends Error {
  override readonly name = 'GoRegexpError';
}

/** Throws {@link GoRegexpError} where Go does not take the expression. */
export function goRegexp(pattern: string, flags = ''): RegExp {
  const lookaround = /\(\?(?:[=!]|<[=!])/.exec(pattern)?.[0];
  if (lookaround !== undefined) {
    throw new GoRegexpError(
      `error parsing regexp: invalid or unsupported Perl syntax: \`${lookaround}\``,
    );
  }
  // Flags for a part of the expression count for all of it: JavaScript has no others.
  let all = flags;
  const source = pattern
    .replace(/\(\?([ims]+)([:)])/g, (_, inline: string, end: string) => {
      all += inline;
      return end === ')' ? '' : '(?:';
    })
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\(\?P</g, '(?<')
    .replace(/\[:(\^?)(\w+):\]/g, (whole, _not: string, name: string) => POSIX[name] ?? whole);
  const distinct = [...new Set(all)].join('');
  return compiled(source, `${distinct}u`) ?? compiled(source, distinct) ?? refuse(pattern);
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function refuse(pattern: string): never {
  const open = (pattern.match(/(?<!\\)\(/g) ?? []).length;
  const close = (pattern.match(/(?<!\\)\)/g) ?? []).length;
  if (open > close)
    throw new GoRegexpError(`error parsing regexp: missing closing ): \`${pattern}\``);
  if (close > open) throw new GoRegexpError(`error parsing regexp: unexpected ): \`${pattern}\``);
  if (/^[*+?]/.test(pattern)) {
    const operator = pattern.charAt(0);
    throw new GoRegexpError(
      `error parsing regexp: missing argument to repetition operator: \`${operator}\``,
    );
  }
  throw new GoRegexpError(`error parsing regexp: \`${pattern}\``);
}
