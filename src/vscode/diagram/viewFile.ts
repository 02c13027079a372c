// What the diagram showed last, on disk. VS Code keeps a webview's own state, but in a browser it is
// written away only every few seconds: a page that is reloaded in between comes back with an older one.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readSavedView, type SavedView } from '../../../webview/protocol';

const FILE = 'diagram.json';

export class ViewFile {
  readonly #folder: string;
  readonly #file: string;

  /** `folder` is made when something is saved. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#file = path.join(folder, FILE);
  }

  save(view: SavedView): void {
    fs.mkdirSync(this.#folder, { recursive: true });
    fs.writeFileSync(this.#file, JSON.stringify(view));
  }

  /** Undefined where nothing was saved, or nothing that can be read: no reason to bother anybody. */
  load(): SavedView | undefined {
    try {
      return readSavedView(JSON.parse(fs.readFileSync(this.#file, 'utf8')));
    } catch {
      return undefined;
    }
  }

  forget(): void {
    fs.rmSync(this.#file, { force: true });
  }
}
