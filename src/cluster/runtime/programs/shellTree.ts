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

/** `2>&1` has the descriptor as its target. A here-document's text is its target. */
export interface Redirect {
  readonly descriptor: number;
  readonly operator: '>' | '>>' | '<' | '<<' | '>&';
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
      /** `{ ... }`, `( ... )`, or a compound command with redirections. */
      readonly kind: 'group';
      readonly body: ShellNode;
      readonly redirects: readonly Redirect[];
      readonly isSubshell: boolean;
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
