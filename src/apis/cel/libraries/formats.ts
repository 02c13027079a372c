// `!format.dns1123Label().validate(self.name).hasValue()`.
// Source: k8s.io/apiserver/pkg/cel/library (format.go).
import { Optional, type Environment } from '@marcbachmann/cel-js';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from '../../../apimachinery/names';
import { formatCheck } from '../../apiextensions/structural/stringFormats';

const TYPE = 'kubernetes.NamedFormat';

type Check = (text: string) => readonly string[];

class NamedFormat {
  readonly name: string;
  readonly check: Check;

  constructor(name: string, check: Check) {
    this.name = name;
    this.check = check;
  }
}

class FormatNamespace {}

const FORMATS: Readonly<Record<string, Check>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: (text) => isDns1123Label(masked(text)),
  dns1123SubdomainPrefix: (text) => isDns1123Subdomain(masked(text)),
  dns1035LabelPrefix: (text) => isDns1035Label(masked(text)),
  labelValue: isLabelValue,
  uri: standard('uri', 'must be a valid URI'),
  uuid: standard('uuid', 'does not match the UUID format'),
  byte: standard('byte', 'invalid base64'),
  date: standard('date', 'invalid date'),
  datetime: standard('datetime', 'invalid datetime'),
};

export function registerFormats(library: Environment): void {
  library
    .registerType(TYPE, NamedFormat)
    .registerType('FormatNamespace', FormatNamespace)
    .registerConstant('format', 'FormatNamespace', new FormatNamespace())
    .registerFunction(
      `FormatNamespace.named(string): optional<${TYPE}>`,
      (_: unknown, name: string) => {
        const check = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
        return check === undefined ? Optional.none() : Optional.of(new NamedFormat(name, check));
      },
    )
    .registerFunction(
      `${TYPE}.validate(string): optional<list<string>>`,
      ({ check }: NamedFormat, text: string) => {
        const errors = check(text);
        return errors.length === 0 ? Optional.none() : Optional.of([...errors]);
      },
    )
    .registerOperator(`${TYPE} == ${TYPE}`, (a: NamedFormat, b: NamedFormat) => a.name === b.name);
  for (const [name, check] of Object.entries(FORMATS)) {
    library.registerFunction(
      `FormatNamespace.${name}(): ${TYPE}`,
      () => new NamedFormat(name, check),
    );
  }
}

/** The end of a generated name follows: a trailing dash is fine. */
function masked(text: string): string {
  return text.endsWith('-') && text.length > 1 ? `${text.slice(0, -2)}a` : text;
}

function standard(format: string, complaint: string): Check {
  const fits = formatCheck(format);
  return (text) => (fits === undefined || fits(text) ? [] : [complaint]);
}
