import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ViewFile } from '../../../../src/vscode/diagram/viewFile';

describe('what the diagram showed last', () => {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'view-')), 'not-there-yet');
  const file = new ViewFile(folder);

  after(() => {
    fs.rmSync(path.dirname(folder), { recursive: true });
  });

  it('is nothing, then what was saved last, then forgotten', () => {
    assert.equal(file.load(), undefined);
    file.save({ picture: 'components' });
    const view = { picture: 'placement', viewpoint: { x: 1, y: 2, scale: 1.5 } } as const;
    file.save(view);
    assert.deepEqual(new ViewFile(folder).load(), view);
    file.forget();
    assert.equal(file.load(), undefined);
  });

  it('is nothing, or the first picture, where the file holds something else', () => {
    fs.writeFileSync(path.join(folder, 'diagram.json'), '{"picture": "plac');
    assert.equal(file.load(), undefined);
    fs.writeFileSync(path.join(folder, 'diagram.json'), '{"picture": 7, "viewpoint": {"x": 1}}');
    assert.deepEqual(file.load(), { picture: 'cluster' });
  });
});
