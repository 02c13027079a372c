import assert from 'node:assert/strict';
import { plainScalar } from '../../src/manifest/plainScalar';

describe('an unquoted scalar, as kubectl reads it', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['yes', true],
    ['Off', false],
    ['n', false],
    ['yEs', 'yEs'],
    ['~', null],
    ['', null],
    ['null', null],
    ['3', 3],
    ['-3', -3],
    ['+3', 3],
    ['0644', 420],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['08', 8],
    ['1_000', 1000],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.2.3', '1.2.3'],
    ['22:22', '22:22'],
    ['2026-01-31', '2026-01-31'],
    ['500m', '500m'],
    ['1Gi', '1Gi'],
    ['nginx:1.27', 'nginx:1.27'],
    ['-', '-'],
  ];
  for (const [text, value] of cases) {
    it(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () => {
      assert.equal(plainScalar(text), value);
    });
  }
});
