// Formats of strings that the validation of custom resources knows; all others are ignored.
// Source: k8s.io/kube-openapi/pkg/validation/strfmt, apiextensions-apiserver/pkg/apiserver/validation
// (formats.go). Differs from Kubernetes: creditcard, ssn, isbn and bsonobjectid are not checked.
import {
  isCidr,
  isDns1123Label,
  isDns1123Subdomain,
  isIPv4,
  isIPv6,
} from '../../../apimachinery/names';
import { base64Problem, timeProblem } from '../../schema/formats';

type Check = (text: string) => boolean;

const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z0-9\p{S}\p{L}])(-?[a-zA-Z0-9\p{S}\p{L}]){1,62})$/u;
const HEX = '[0-9a-fA-F]';
const DURATION =
  /^[+-]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))*)$/;
const LONG_DURATION =
  /^\d+\s*(?:ns|us|µs|ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)$/i;

const CHECKS: Readonly<Record<string, Check>> = {
  uri: (text) => /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:.+|\/.*)$/.test(text) && !/\s/.test(text),
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text) || /^[^<>]*<[^\s@<>]+@[^\s@<>]+>$/.test(text),
  hostname: (text) =>
    text.length <= 255 && HOSTNAME.test(text) && text.split('.').every((part) => part.length <= 63),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: (text) => isCidr(text).length === 0,
  mac: (text) => /^(?:[0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}$/.test(text),
  uuid: uuid(`${HEX}{4}`, `${HEX}{4}`),
  uuid3: uuid(`3${HEX}{3}`, `${HEX}{4}`),
  uuid4: uuid(`4${HEX}{3}`, `[89abAB]${HEX}{3}`),
  uuid5: uuid(`5${HEX}{3}`, `[89abAB]${HEX}{3}`),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => /^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/.test(text),
  byte: (text) => text !== '' && base64Problem(text) === undefined,
  password: () => true,
  date: (text) => timeProblem(`${text}T00:00:00Z`, 'date-time') === undefined,
  datetime: (text) =>
    timeProblem(text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'), 'date-time') === undefined,
  duration: (text) => DURATION.test(text) || LONG_DURATION.test(text),
  k8sshortname: (text) => isDns1123Label(text).length === 0,
  k8slongname: (text) => isDns1123Subdomain(text).length === 0,
};

/** Undefined for formats that are not checked. Dashes do not count: `date-time` is `datetime`. */
export function formatCheck(format: string | undefined): Check | undefined {
  const name = format?.replaceAll('-', '') ?? '';
  return Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
}

function uuid(third: string, fourth: string): Check {
  const pattern = new RegExp(`^${HEX}{8}-?${HEX}{4}-?${third}-?${fourth}-?${HEX}{12}$`);
  return (text) => pattern.test(text);
}
