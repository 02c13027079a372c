// A file that is written whole is written beside its place first: it is never half there.
import * as fs from 'node:fs';
import * as path from 'node:path';

export function writeWhole(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const scratch = `${file}.new`;
  fs.writeFileSync(scratch, text);
  fs.renameSync(scratch, file);
}
