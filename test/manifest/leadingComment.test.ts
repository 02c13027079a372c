import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { leadingComment } from '../../src/manifest/leadingComment';

const SAMPLES = 'media/samples';

describe('the comment at the beginning of a manifest', () => {
  it('is one text, however many lines it has', () => {
    assert.equal(leadingComment('# One,\r\n#\n# two.\nkind: Pod\n# three\n'), 'One, two.');
    assert.equal(leadingComment('# all of it'), 'all of it');
    assert.equal(leadingComment('kind: Pod\n'), '');
  });

  it('tells the samples apart where one is chosen', () => {
    const files = readdirSync(SAMPLES).filter((name) => name.endsWith('.yaml'));
    const comments = files.map((name) =>
      leadingComment(readFileSync(`${SAMPLES}/${name}`, 'utf8')),
    );
    assert.ok(files.length >= 7);
    assert.ok(comments.every((comment) => comment.length > 20));
    assert.equal(new Set(comments).size, files.length);
  });
});
