// What Kubernetes lets names, labels, keys and ports look like, with its own messages.
// Source: k8s.io/apimachinery/pkg/util/validation and pkg/api/validate/content.
// Each check returns the complaints; a good value costs one regular expression and no allocation.
// An absent value counts as the empty one, as in Go: validation meets what users left out.

const NONE: readonly string[] = [];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const DNS1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HEADER_NAME = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const LABEL_PATTERN = whole(LABEL);
const SUBDOMAIN_PATTERN = whole(SUBDOMAIN);
const WILDCARD_PATTERN = whole(WILDCARD);
const DNS1035_PATTERN = whole(DNS1035);
const QUALIFIED_PATTERN = whole(QUALIFIED);
const LABEL_VALUE_PATTERN = whole(LABEL_VALUE);
const CONFIG_KEY_PATTERN = whole(CONFIG_KEY);
const HEADER_NAME_PATTERN = whole(HEADER_NAME);
const PERCENT_PATTERN = whole(PERCENT);
const PRINTABLE_PATTERN = /^[\x20-\x3c\x3e-\x7e]*$/;
const PORT_CHARACTERS_PATTERN = /^[-a-z0-9]+$/;

const QUALIFIED_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** `my-name`: names of namespaces, containers, volumes. */
export function isDns1123Label(value = ''): readonly string[] {
  if (value.length <= 63 && LABEL_PATTERN.test(value)) return NONE;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (LABEL_PATTERN.test(value)) return errors;
  if (SUBDOMAIN_PATTERN.test(value)) errors.push('must not contain dots');
  else {
    const rule =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
    errors.push(byPattern(rule, LABEL, 'my-name', '123-abc'));
  }
  return errors;
}

/** `example.com`: names of most objects. */
export function isDns1123Subdomain(value = ''): readonly string[] {
  if (value.length <= 253 && SUBDOMAIN_PATTERN.test(value)) return NONE;
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!SUBDOMAIN_PATTERN.test(value)) {
    const rule =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
    errors.push(byPattern(rule, SUBDOMAIN, 'example.com'));
  }
  return errors;
}

/** `abc-123`, starting with a letter: names of services. */
export function isDns1035Label(value = ''): readonly string[] {
  if (value.length <= 63 && DNS1035_PATTERN.test(value)) return NONE;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!DNS1035_PATTERN.test(value)) {
    const rule =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
    errors.push(byPattern(rule, DNS1035, 'my-name', 'abc-123'));
  }
  return errors;
}

/** `app.kubernetes.io/name`: keys of labels, annotations, taints and resources. */
export function isQualifiedName(value = ''): readonly string[] {
  if (value.length <= 63 && QUALIFIED_PATTERN.test(value)) return NONE;
  const parts = value.split('/');
  if (parts.length > 2) {
    const text = byPattern(QUALIFIED_RULE, QUALIFIED, 'MyName', 'my.name', '123-abc');
    return [
      `a valid label key ${text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  if (prefix === '') errors.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    for (const error of isDns1123Subdomain(prefix)) errors.push(`prefix part ${error}`);
  }
  const name = parts[parts.length - 1] ?? '';
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push(`name part ${maxBytes(63)}`);
  if (!QUALIFIED_PATTERN.test(name)) {
    const text = byPattern(QUALIFIED_RULE, QUALIFIED, 'MyName', 'my.name', '123-abc');
    errors.push(`name part ${text}`);
  }
  return errors.length === 0 ? NONE : errors;
}

export function isLabelValue(value = ''): readonly string[] {
  if (value.length <= 63 && LABEL_VALUE_PATTERN.test(value)) return NONE;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxBytes(63));
  if (!LABEL_VALUE_PATTERN.test(value)) {
    const rule =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    errors.push(byPattern(rule, LABEL_VALUE, 'MyValue', 'my_value', '12345'));
  }
  return errors;
}

export function isPortNumber(port = 0): readonly string[] {
  return isInRange(port, 1, 65_535);
}

export function isInRange(value: number, min: number, max: number): readonly string[] {
  return value >= min && value <= max
    ? NONE
    : [`must be between ${String(min)} and ${String(max)}, inclusive`];
}

/** An IANA_SVC_NAME such as `http-alt`: names of container ports and named target ports. */
export function isPortName(port = ''): readonly string[] {
  const errors: string[] = [];
  if (port.length > 15) errors.push(maxLength(15));
  if (!PORT_CHARACTERS_PATTERN.test(port)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)');
  if (port.includes('--')) errors.push('must not contain consecutive hyphens');
  if (port.startsWith('-') || port.endsWith('-')) {
    errors.push('must not begin or end with a hyphen');
  }
  return errors.length === 0 ? NONE : errors;
}

/** Any printable ASCII but `=` (RelaxedEnvironmentVariableValidation, general since 1.34). */
export function isEnvVarName(name = ''): readonly string[] {
  if (name === '') return ['environment variable name must be non-empty'];
  if (PRINTABLE_PATTERN.test(name)) return NONE;
  return [
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ];
}

/** Keys of ConfigMaps and Secrets: they become file names. */
export function isConfigMapKey(key = ''): readonly string[] {
  if (key.length <= 253 && CONFIG_KEY_PATTERN.test(key) && !key.startsWith('.')) return NONE;
  const errors: string[] = [];
  if (key.length > 253) errors.push(maxLength(253));
  if (!CONFIG_KEY_PATTERN.test(key)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(byPattern(rule, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (key === '.') errors.push("must not be '.'");
  else if (key === '..') errors.push("must not be '..'");
  else if (key.startsWith('..')) errors.push("must not start with '..'");
  return errors.length === 0 ? NONE : errors;
}

export function isHttpHeaderName(name = ''): readonly string[] {
  if (HEADER_NAME_PATTERN.test(name)) return NONE;
  const rule = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [byPattern(rule, HEADER_NAME, 'X-Header-Name')];
}

export function isPercent(text = ''): readonly string[] {
  if (PERCENT_PATTERN.test(text)) return NONE;
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return [byPattern(rule, PERCENT, '1%', '93%')];
}

const IPV4_PATTERN = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_GROUP_PATTERN = /^[0-9a-fA-F]{1,4}$/;

export function isIPv4(value: string): boolean {
  return IPV4_PATTERN.test(value);
}

/** RFC 4291 text, with `::` at most once and an optional IPv4 tail. */
export function isIPv6(value: string): boolean {
  const halves = value.split('::');
  if (!value.includes(':') || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups[groups.length - 1] ?? '';
  const tail = last.includes('.') && isIPv4(last) ? 1 : 0;
  const hex = tail === 1 ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => IPV6_GROUP_PATTERN.test(group))) return false;
  const count = groups.length + tail;
  return halves.length === 2 ? count < 8 : count === 8;
}

/** Complaint of ValidateIPForLegacyField and its kin. */
export function isIP(value = ''): readonly string[] {
  if (isIPv4(value) || isIPv6(value)) return NONE;
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

export function isCidr(value = ''): readonly string[] {
  const [address, bits, ...rest] = value.split('/');
  const max = isIPv4(address ?? '') ? 32 : isIPv6(address ?? '') ? 128 : -1;
  const good = rest.length === 0 && /^\d{1,3}$/.test(bits ?? '') && Number(bits) <= max;
  return good ? NONE : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
}

/** `*.example.com`: hosts of an ingress. */
export function isWildcardDns1123Subdomain(value = ''): readonly string[] {
  if (WILDCARD_PATTERN.test(value)) return NONE;
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [byPattern(rule, WILDCARD, '*.example.com')];
}

/** What stands between two slashes of a path: names of kinds, roles, metrics. */
export function isPathSegmentName(name = ''): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  if (!name.includes('/') && !name.includes('%')) return NONE;
  return ['/', '%']
    .filter((each) => name.includes(each))
    .map((each) => `may not contain '${each}'`);
}

/** What its groups hold nobody asks. */
function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('(', '(?:')}$`);
}

function maxLength(length: number): string {
  return `must be no more than ${String(length)} characters`;
}

/** Labels were reworded ahead of the other names. */
function maxBytes(length: number): string {
  return `must be no more than ${String(length)} bytes`;
}

function byPattern(rule: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
