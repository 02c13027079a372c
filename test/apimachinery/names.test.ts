import assert from 'node:assert/strict';
import {
  isCidr,
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isEnvVarName,
  isIP,
  isIPv6,
  isLabelValue,
  isPortName,
  isPortNumber,
  isQualifiedName,
} from '../../src/apimachinery/names';

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const DNS1035_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe('names', () => {
  const cases: readonly [(value: string) => readonly string[], string, readonly string[]][] = [
    [isDns1123Subdomain, 'web.example', []],
    [isDns1123Subdomain, 'Web', [SUBDOMAIN_RULE]],
    [isDns1123Subdomain, 'a'.repeat(254), ['must be no more than 253 characters']],
    [isDns1123Label, 'web-1', []],
    [isDns1123Label, 'web.1', ['must not contain dots']],
    [isDns1123Label, 'web_1', [LABEL_RULE]],
    [isDns1035Label, '1web', [DNS1035_RULE]],
    [isQualifiedName, 'app.kubernetes.io/name', []],
    [isQualifiedName, '/name', ['prefix part must be non-empty']],
    [isQualifiedName, 'Example/name', [`prefix part ${SUBDOMAIN_RULE}`]],
    [isQualifiedName, 'a'.repeat(64), ['name part must be no more than 63 bytes']],
    [isLabelValue, '', []],
    [isLabelValue, 'no spaces', [LABEL_VALUE_RULE]],
    [isLabelValue, 'x'.repeat(64), ['must be no more than 63 bytes']],
    [isPortName, 'http-alt', []],
    [isPortName, 'a-very-long-port', ['must be no more than 15 characters']],
    [isPortName, '8080', ['must contain at least one letter (a-z)']],
    [
      isPortName,
      '-Web--',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must not contain consecutive hyphens',
        'must not begin or end with a hyphen',
      ],
    ],
    [isConfigMapKey, 'app.conf', []],
    [isConfigMapKey, '.env', []],
    [isConfigMapKey, 'a/b', [KEY_RULE]],
    [isConfigMapKey, '..x', ["must not start with '..'"]],
    [isEnvVarName, 'MY VAR', []],
    [isEnvVarName, '', ['environment variable name must be non-empty']],
    [
      isEnvVarName,
      'A=B',
      [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ],
    ],
    [isIP, '10.0.0.1', []],
    [isIP, '10.0.0.256', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    [isCidr, '10.0.0.0/33', ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    [isCidr, 'fd00::/8', []],
  ];
  for (const [check, value, expected] of cases) {
    it(`${check.name} of ${value.slice(0, 20)}`, () => {
      assert.deepEqual(check(value), expected);
    });
  }

  it('ports go from 1 to 65535', () => {
    assert.deepEqual(isPortNumber(0), ['must be between 1 and 65535, inclusive']);
    assert.deepEqual(isPortNumber(65_535), []);
  });

  it('IPv6 addresses may be shortened once', () => {
    for (const good of ['::', '::1', 'fe80::1', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1']) {
      assert.ok(isIPv6(good), good);
    }
    for (const bad of ['1::2::3', '1:2:3', ':1', '12345::', '1:2:3:4:5:6:7:8:9', 'x::']) {
      assert.ok(!isIPv6(bad), bad);
    }
  });
});
