// Indents with spaces instead of tabs, in the whole document: one tab rarely comes alone.
import type { TextEdit } from '../textEdit';
import type { Fix, FixContext } from './fixContext';

const LEADING_TABS = /^[ \t]*\t[ \t]*/gm;

export function replaceTabs({ diagnostic, text }: FixContext): readonly Fix[] {
  if (diagnostic.data?.yamlCode !== 'TAB_AS_INDENT') return [];
  const edits: TextEdit[] = [...text.matchAll(LEADING_TABS)].map(({ 0: white, index }) => ({
    start: index,
    end: index + white.length,
    newText: white.replaceAll('\t', '  '),
  }));
  return [{ title: 'Replace tabs with spaces', edits }];
}
