// The words of something typed to the debugger, with kubectl's options: `pods -n shop -l app=web`.
import { JsonPathError, parseJsonPath, type JsonPath } from '../../apimachinery/jsonPath';
import { LabelSelectorError, parseLabelSelector } from '../../apimachinery/labelSelector';
import type { LabelRequirement } from '../../apimachinery/labelSelector';

/** Words that cannot be understood; the message says which. */
export class CommandWordsError extends Error {
  override readonly name = 'CommandWordsError';
}

/** Throws {@link CommandWordsError} where the text is no JSONPath. */
export function readJsonPath(text: string): JsonPath {
  try {
    return parseJsonPath(text);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandWordsError(error.message);
    throw error;
  }
}

/** Quotes keep a word with spaces together, as in a shell. */
const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

/** The words of the text: options with their values may stand anywhere. */
export class CommandWords {
  readonly #words: string[];

  constructor(text: string) {
    this.#words = [...text.matchAll(WORD)].map(([word]) => word.replace(/['"]/g, ''));
  }

  /** The next word that is no option. */
  next(): string | undefined {
    return this.#words[0]?.startsWith('-') === true ? undefined : this.#words.shift();
  }

  option(name: string): string | undefined {
    const at = this.#words.indexOf(name);
    if (at < 0) return undefined;
    const [, value] = this.#words.splice(at, 2);
    if (value === undefined || value.startsWith('-'))
      throw new CommandWordsError(`${name} needs a value after it.`);
    return value;
  }

  /** The value of -l; throws where it is no label selector. */
  labelSelector(): readonly LabelRequirement[] | undefined {
    const text = this.option('-l');
    if (text === undefined) return undefined;
    try {
      return parseLabelSelector(text);
    } catch (error) {
      if (error instanceof LabelSelectorError)
        throw new CommandWordsError(
          `-l is no label selector such as "app=web,tier in (a,b)": ${error.message}`,
        );
      throw error;
    }
  }

  /** Throws where anything is left. */
  end(): void {
    const [left] = this.#words;
    if (left !== undefined) throw new CommandWordsError(`"${left}" is not understood here.`);
  }
}
