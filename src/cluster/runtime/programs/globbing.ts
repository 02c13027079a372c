// Wildcards of the shell: `*` and `?` in the names of a path.
import { entriesOf, isDirectory } from '../files/fileNode';
import { FileTree } from '../files/fileTree';
import { withoutMarks } from './shellWords';

/** The paths that match, sorted, in the form of the pattern; undefined where none does. */
export function globbedPaths(
  pattern: string,
  cwd: string,
  files: FileTree,
): readonly string[] | undefined {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    const matcher = matcherOf(part);
    found = found.flatMap((base) => {
      const join = (name: string): string =>
        base === '' || base.endsWith('/') ? base + name : `${base}/${name}`;
      if (!/[*?]/.test(part)) {
        const path = join(withoutMarks(part));
        return files.exists(FileTree.absolute(path, cwd)) ? [path] : [];
      }
      const directory = files.get(FileTree.absolute(base === '' ? '.' : base, cwd));
      if (!isDirectory(directory)) return [];
      return [...entriesOf(directory).keys()]
        .filter((name) => matcher.test(name) && (!name.startsWith('.') || part.startsWith('.')))
        .sort()
        .map(join);
    });
  }
  return found.length === 0 ? undefined : found;
}

/** A pattern of the shell as a regular expression. */
export function matcherOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${withoutMarks(source)}$`, 's');
}
