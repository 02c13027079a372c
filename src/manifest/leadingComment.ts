// What the comment at the beginning of a manifest says of it, as one text.

export function leadingComment(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^#+\s*/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
