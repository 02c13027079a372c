import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bytes,
  canonicalQuantity,
  compareQuantities,
  cpuMillis,
  formatBytes,
  formatCpuMillis,
  isQuantity,
  quantityValue,
} from '../../src/apimachinery/quantity';

describe('quantities', () => {
  it('are written as the API server writes them', () => {
    const cases: readonly [string | number, string][] = [
      ['100m', '100m'],
      ['0.5', '500m'],
      [1, '1'],
      [0.1, '100m'],
      ['1000m', '1'],
      ['1500m', '1500m'],
      ['1.5', '1500m'],
      ['1000', '1k'],
      ['1024', '1024'],
      ['128Mi', '128Mi'],
      ['1024Mi', '1Gi'],
      ['1.5Gi', '1536Mi'],
      ['0.5Ki', '512'],
      ['1Ki', '1Ki'],
      ['2M', '2M'],
      ['1e3', '1e3'],
      ['12e2', '1200'],
      ['0', '0'],
      ['0Mi', '0'],
      ['-1', '-1'],
      ['1n', '1n'],
      ['0.0000000001', '1n'],
      ['.5', '500m'],
      ['1.', '1'],
      ['+3', '3'],
      ['1E', '1E'],
      ['1e', '1e'],
    ];
    for (const [quantity, expected] of cases) assert.equal(canonicalQuantity(quantity), expected);
  });

  it('are amounts', () => {
    assert.equal(cpuMillis('100m'), 100);
    assert.equal(cpuMillis('0.1'), 100);
    assert.equal(cpuMillis('1u'), 1);
    assert.equal(cpuMillis(undefined), 0);
    assert.equal(bytes('128Mi'), 134_217_728);
    assert.equal(bytes('100m'), 1);
    assert.equal(bytes('8Pi'), 2 ** 53);
    assert.equal(quantityValue('1.5Gi'), 1_610_612_736);
    assert.ok(compareQuantities('1', '1000m') === 0 && compareQuantities('1G', '1Gi') < 0);
  });

  it('know text that is none', () => {
    for (const text of ['', 'abc', '1 Gi', '1GB', '10Mb', '1.2.3', 'm', '.', '1mi', '--1']) {
      assert.equal(isQuantity(text), false, text);
    }
    assert.equal(canonicalQuantity('10Mb'), '10Mb');
  });

  it('are formatted from numbers', () => {
    assert.equal(formatCpuMillis(1500), '1500m');
    assert.equal(formatCpuMillis(2000), '2');
    assert.equal(formatBytes(134_217_728), '128Mi');
    assert.equal(formatBytes(1000), '1k');
    fc.assert(
      fc.property(fc.maxSafeNat(), (count) => {
        assert.equal(bytes(formatBytes(count)), count);
      }),
    );
    fc.assert(
      fc.property(fc.nat(), (millis) => {
        assert.equal(cpuMillis(formatCpuMillis(millis)), millis);
      }),
    );
  });

  it('stay the same when written twice', () => {
    const quantity = fc
      .tuple(fc.nat(), fc.nat(999), fc.constantFrom('', 'm', 'k', 'M', 'e3', 'e-2'))
      .map(([whole, rest, suffix]) => `${String(whole)}.${String(rest)}${suffix}`);
    fc.assert(
      fc.property(quantity, (text) => {
        const once = canonicalQuantity(text);
        assert.equal(canonicalQuantity(once), once);
        assert.ok(
          Math.abs(quantityValue(once) - quantityValue(text)) <= 1 + quantityValue(text) * 1e-12,
        );
      }),
    );
  });
});
