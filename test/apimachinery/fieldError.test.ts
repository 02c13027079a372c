import assert from 'node:assert/strict';
import {
  duplicate,
  forbiddenValue,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../src/apimachinery/fieldError';
import { FieldPath } from '../../src/apimachinery/fieldPath';

describe('field errors', () => {
  const path = FieldPath.root('spec').child('containers').index(0).child('name');

  it('name the field as Kubernetes does', () => {
    assert.equal(path.toString(), 'spec.containers[0].name');
    assert.equal(FieldPath.root('data').key('a.b').toString(), 'data[a.b]');
  });

  it('print values as Go does', () => {
    const cases: readonly [string, string][] = [
      [required(path).detail, 'Required value'],
      [required(path, 'must be given').detail, 'Required value: must be given'],
      [invalidValue(path, 'a"b', 'bad').detail, 'Invalid value: "a\\"b": bad'],
      [invalidValue(path, -1, 'bad').detail, 'Invalid value: -1: bad'],
      [invalidValue(path, true, '').detail, 'Invalid value: true'],
      [invalidValue(path, null, 'bad').detail, 'Invalid value: "null": bad'],
      [invalidValue(path, undefined, 'bad').detail, 'Invalid value: "": bad'],
      [
        invalidValue(path, { a: '<x>' }, 'bad').detail,
        'Invalid value: {"a":"\\u003cx\\u003e"}: bad',
      ],
      [invalidValue(path, 'a\u0001b', '').detail, 'Invalid value: "a\\x01b"'],
      [
        notSupported(path, 'x', ['A', 'B']).detail,
        'Unsupported value: "x": supported values: "A", "B"',
      ],
      [duplicate(path, 'x').detail, 'Duplicate value: "x"'],
      [notFoundValue(path, 'x').detail, 'Not found: "x"'],
      [forbiddenValue(path, 'may not').detail, 'Forbidden: may not'],
      [tooLong(path, 253).detail, 'Too long: may not be more than 253 bytes'],
      [tooMany(path, 5, 3).detail, 'Too many: 5: must have at most 3 items'],
    ];
    for (const [actual, expected] of cases) assert.equal(actual, expected);
  });
});
