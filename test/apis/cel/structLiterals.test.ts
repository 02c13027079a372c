import assert from 'node:assert/strict';
import { withStructLiterals } from '../../../src/apis/cel/structLiterals';

describe('literals of structs', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Object{}', 'newStruct_Object({})'],
    ['Object {a: 1}', 'newStruct_Object({"a": 1})'],
    ['Object{a: 1, b: [2, {c: 3}],}', 'newStruct_Object({"a": 1, "b": [2, {c: 3}],})'],
    ['A.b{c: D{e: f}}', 'newStruct_A_b({"c": newStruct_D({"e": f})})'],
    ['Object{?a: x, `b-c`: y}', 'newStruct_Object({"?a": x, "b-c": y})'],
    ['Object{ // the first\n a: 1}', 'newStruct_Object({ // the first\n "a": 1})'],
    ['\'Object{a: 1}\' + "B{c: 2}"', '\'Object{a: 1}\' + "B{c: 2}"'],
    ['x in {"a": 1} ? {} : y', 'x in {"a": 1} ? {} : y'],
    [
      'c ? Object{a: f(1, 2)} : Object{}',
      'c ? newStruct_Object({"a": f(1, 2)}) : newStruct_Object({})',
    ],
  ];
  for (const [text, rewritten] of cases) {
    it(`become calls: ${text.replaceAll('\n', ' ')}`, () => {
      assert.equal(withStructLiterals(text).text, rewritten);
    });
  }

  it('remember where everything stood, and what they are called', () => {
    const text = 'Object{spec: Object.spec{a: wrong}}';
    const literals = withStructLiterals(text);
    const { text: rewritten, structs } = literals;
    const placeOf = (offset: number): number => literals.placeOf(offset);
    assert.deepEqual(structs, ['Object', 'Object.spec']);
    assert.equal(placeOf(rewritten.indexOf('wrong')), text.indexOf('wrong'));
    assert.equal(placeOf(rewritten.indexOf('newStruct_Object_spec')), text.indexOf('Object.spec'));
    assert.equal(placeOf(rewritten.length), text.length);
  });
});
