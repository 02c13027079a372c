import assert from 'node:assert/strict';
import { packageProblems } from '../../../scripts/packaging/packageProblems';

const COMPLETE = [
  ...['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE', 'media/icon.png'],
  ...[
    'dist/ThirdPartyNotices.txt',
    'dist/extension.js',
    'dist/kubernetes.json',
    'dist/webview/diagram.js',
  ],
];

describe('the package of the extension', () => {
  it('may go out when it is complete and small', () => {
    assert.deepEqual(packageProblems({ bytes: 5_900_000, files: COMPLETE }), []);
  });

  it('is refused when it is too big', () => {
    const problems = packageProblems({ bytes: 6_000_001, files: COMPLETE });
    assert.deepEqual(problems, ['too big: 6000001 bytes, at most 6000000']);
  });

  it('is refused with source maps or sources in it, and without its bundle', () => {
    const files = [...COMPLETE.slice(0, -1), 'dist/extension.js.map', 'src/extension.ts'];
    assert.deepEqual(packageProblems({ bytes: 1, files }), [
      'missing: dist/webview/diagram.js',
      'does not belong in it: dist/extension.js.map',
      'does not belong in it: src/extension.ts',
    ]);
  });
});
