import assert from 'node:assert/strict';
import { deletionQuestion } from '../../src/manifest/deletionQuestion';

const object = (kind: string, name: string, namespace?: string): unknown => ({
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

describe('the question before a deletion', () => {
  it('names the one object', () => {
    const { question, list } = deletionQuestion([object('Deployment', 'frontend')]);
    assert.equal(question, 'Delete Deployment frontend?');
    assert.equal(list, '');
  });

  it('names several a line each, those of a List too', () => {
    const items = [object('Service', 'web', 'shop'), object('Pod', 'a')];
    const { question, list } = deletionQuestion([
      { kind: 'List', items },
      object('Namespace', 'b'),
    ]);
    assert.equal(question, 'Delete 3 objects?');
    assert.equal(list, 'Service web in namespace shop\nPod a\nNamespace b');
  });

  it('does not name a thousand', () => {
    const many = Array.from({ length: 1000 }, (_, at) => object('Pod', `web-${String(at)}`));
    const lines = deletionQuestion(many).list.split('\n');
    assert.equal(lines.length, 11);
    assert.equal(lines.at(-1), '… and 990 more');
  });

  it('stands where there is no name', () => {
    assert.equal(deletionQuestion([{ kind: 'Pod' }]).question, 'Delete Pod without a name?');
    assert.equal(deletionQuestion([]).question, 'Delete this object?');
  });
});
