import assert from 'node:assert/strict';
import { CONFIG_MAP_RULES } from '../../../src/apis/core/configMap';
import { base64Bytes, utf8Bytes } from '../../../src/apis/core/dataSize';
import { SECRET_RULES } from '../../../src/apis/core/secret';
import { complaints, defaulted, updateComplaints } from '../complaints';

const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe('config maps', () => {
  it('have keys that can be file names, once', () => {
    assert.deepEqual(complaints(CONFIG_MAP_RULES, 'data: { app.conf: a, KEY: b }'), []);
    assert.deepEqual(complaints(CONFIG_MAP_RULES, 'data: { "a/b": x }'), [
      `data[a/b]: Invalid value: "a/b": ${KEY_RULE}`,
    ]);
    assert.deepEqual(complaints(CONFIG_MAP_RULES, '{ data: { a: x }, binaryData: { a: eA== } }'), [
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ]);
  });

  it('hold a mebibyte', () => {
    const of = (size: number): string => `data: { a: ${'x'.repeat(size)} }`;
    assert.deepEqual(complaints(CONFIG_MAP_RULES, of(1_048_576)), []);
    assert.deepEqual(complaints(CONFIG_MAP_RULES, of(1_048_577)), [
      '[]: Too long: may not be more than 1048576 bytes',
    ]);
    assert.equal(utf8Bytes('aé€😀'), 1 + 2 + 3 + 4);
    assert.equal(base64Bytes('eA=='), 1);
  });

  it('stay as they are once immutable', () => {
    const before = '{ immutable: true, data: { a: x } }';
    assert.deepEqual(
      updateComplaints(CONFIG_MAP_RULES, before, '{ immutable: true, data: { a: y } }'),
      ['data: Forbidden: field is immutable when `immutable` is set'],
    );
    assert.deepEqual(updateComplaints(CONFIG_MAP_RULES, before, 'data: { a: x }'), [
      'immutable: Forbidden: field is immutable when `immutable` is set',
    ]);
  });
});

describe('secrets', () => {
  it('are Opaque by default, and keep their type', () => {
    assert.equal(defaulted(SECRET_RULES, 'data: {}').type, 'Opaque');
    assert.deepEqual(updateComplaints(SECRET_RULES, 'type: a', 'type: b'), [
      'type: Invalid value: "b": field is immutable',
    ]);
    assert.deepEqual(SECRET_RULES.selectableFields?.(defaulted(SECRET_RULES, '{}')), {
      type: 'Opaque',
    });
  });

  it('of a known type hold the keys of that type', () => {
    assert.deepEqual(complaints(SECRET_RULES, 'type: kubernetes.io/tls'), [
      'data[tls.crt]: Required value',
      'data[tls.key]: Required value',
    ]);
    assert.deepEqual(complaints(SECRET_RULES, 'type: kubernetes.io/service-account-token'), [
      'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ]);
    const login = '{ type: kubernetes.io/basic-auth, stringData: { username: a } }';
    assert.deepEqual(complaints(SECRET_RULES, login), []);
  });

  it('take text, which replaces the data of the same key and is not to be read again', () => {
    const { data, stringData } = defaulted(
      SECRET_RULES,
      '{ data: { a: b2xk, b: a2VwdA== }, stringData: { a: new, "c d": x } }',
    );
    assert.deepEqual(data, { a: 'bmV3', b: 'a2VwdA==', 'c d': 'eA==' });
    assert.equal(stringData, undefined);
    assert.deepEqual(complaints(SECRET_RULES, 'stringData: { "a/b": x }'), [
      `data[a/b]: Invalid value: "a/b": ${KEY_RULE}`,
    ]);
  });
});
