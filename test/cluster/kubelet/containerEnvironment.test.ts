import assert from 'node:assert/strict';
import { expand } from '../../../src/cluster/kubelet/containerEnvironment';

describe('variables in commands and values', () => {
  it('are replaced where they are defined, and stay as they are where they are not', () => {
    const environment = { NODE_NAME: 'worker-1', PORT: '80', EMPTY: '' };
    const cases: readonly (readonly [text: string, expanded: string])[] = [
      ['', ''],
      ['--bind=0.0.0.0', '--bind=0.0.0.0'],
      ['--hostname-override=$(NODE_NAME)', '--hostname-override=worker-1'],
      ['$(NODE_NAME):$(PORT)/', 'worker-1:80/'],
      ['[$(EMPTY)]', '[]'],
      ['$(MISSING) $(PORT)', '$(MISSING) 80'],
      ['$$(PORT)', '$(PORT)'],
      ['$$$(PORT)', '$80'],
      ['costs 5$', 'costs 5$'],
      ['$PORT $() $(PORT', '$PORT $() $(PORT'],
      ['$($(PORT)', '$($(PORT)'],
    ];
    for (const [text, expanded] of cases) assert.equal(expand(text, environment), expanded, text);
  });
});
