import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inTwoLines, mermaidLabel, shorten, textUnits } from '../../../src/views/diagram/labelText';

describe('text in shapes', () => {
  it('is left alone where it fits', () => {
    assert.equal(shorten('web-1', 10), 'web-1');
  });

  it('loses its middle, since both ends of a name tell pods apart', () => {
    const name = shorten('frontend-6f8b9c7d4-k0x1z', 16);
    assert.match(name, /^front.*….*k0x1z$/);
  });

  it('never gets wider than it may', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 4, max: 40 }),
        (text, units) => {
          const short = shorten(text, units);
          assert.ok(textUnits(short) <= units + 1e-9);
          assert.ok(short === text || short.includes('…'));
        },
      ),
    );
  });

  it('is broken between words where it is a sentence', () => {
    assert.deepEqual(inTwoLines('Works: runs your pods.', 25), ['Works: runs your pods.']);
    assert.deepEqual(inTwoLines('When it fails, its pods fail with it.', 25), [
      'When it fails, its pods fail',
      'with it.',
    ]);
    assert.deepEqual(inTwoLines('incomprehensibilities abound', 5), [
      'incomprehensibilities',
      'abound',
    ]);
  });

  it('counts wide letters as wide', () => {
    assert.ok(textUnits('WWWW') > textUnits('aaaa'));
    assert.ok(textUnits('aaaa') > textUnits('iiii'));
    assert.equal(textUnits('漢字'), 4);
  });

  it('means nothing to Mermaid, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const label = mermaidLabel(text);
        // What is left of the specials is in entities: `#quot;`, `#35;`.
        assert.doesNotMatch(label.replace(/#(?:[a-z]+|\d+);/g, ''), /["#;`<>&\\{}[\]\n\r]/);
      }),
    );
    assert.equal(mermaidLabel('say "hi"; #1'), 'say #quot;hi#quot;#59; #35;1');
  });
});
