// The tree of a shell script: words with their expansions, simple commands, lists, loops, branches.

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly fallback: ParameterFallback | undefined;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly script: ShellNode; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: string; readonly quoted: boolean };

/** What follows the name in `${name:-word}`. */
export interface ParameterFallback {
  readonly operator: '-' | '+' | '=';
  readonly word: Word;
}

export type Word = readonly WordPart[];

export interface Redirect {
  readonly operator: '>' | '>>' | '<';
  readonly target: Word;
}

export type ShellNode =
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'pipeline';
      readonly commands: readonly ShellNode[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'simple';
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly IfBranch[];
      readonly otherwise: ShellNode | undefined;
    }
  | {
      readonly kind: 'loop';
      readonly condition: ShellNode;
      readonly until: boolean;
      readonly body: ShellNode;
    }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: ShellNode;
    };

/** `operator` stands between this item and the next. */
export interface ListItem {
  readonly node: ShellNode;
  readonly operator: ';' | '&&' | '||' | '&';
}

export interface IfBranch {
  readonly condition: ShellNode;
  readonly body: ShellNode;
}
