// What a PKCS #10 request in PEM asks for: a subject and further names.
// Source: RFC 2986; k8s.io/kubernetes/pkg/apis/certificates (helpers.go, ParseCSR).
//
// Differs from Kubernetes: its signature and key are for whoever signs it to look at.
import { fromBase64 } from '../../apimachinery/base64';
import {
  BIT_STRING,
  contentsOf,
  DerError,
  derText,
  INTEGER,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  readDer,
  SEQUENCE,
  SET,
  type DerValue,
} from './der';

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** Of each the bytes: four, or sixteen. */
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
}

/** A request, or why there is none. */
export type ParsedRequest =
  { readonly request: CertificateRequest; readonly der: string } | { readonly problem: string };

/** `[0]`, with contents. */
const ATTRIBUTES = 0xa0;
const COMMON_NAME = '\x55\x04\x03';
const ORGANIZATION = '\x55\x04\x0a';
const EXTENSION_REQUEST = '\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e';
const SUBJECT_ALTERNATIVE_NAME = '\x55\x1d\x11';
/** Tags of the kinds of further names. */
const EMAIL = 0x81;
const DNS = 0x82;
const URI = 0x86;
const IP = 0x87;

/** `encoded`: `spec.request` of a CertificateSigningRequest, PEM in base64. */
export function parseCertificateRequest(encoded: string): ParsedRequest {
  const der = derOf(fromBase64(encoded));
  if (der === undefined) return { problem: 'PEM block type must be CERTIFICATE REQUEST' };
  try {
    return { request: parsed(der), der };
  } catch (error) {
    if (error instanceof DerError) return { problem: error.message };
    throw error;
  }
}

/** Of the first PEM block, undefined where it is another one or none. */
function derOf(pem: string): string | undefined {
  const block = /-----BEGIN ([^\n-]*)-----\r?\n([^]*?)-----END \1-----/.exec(pem);
  const [, type, body = ''] = block ?? [];
  return type === 'CERTIFICATE REQUEST' ? fromBase64(body) : undefined;
}

function parsed(der: string): CertificateRequest {
  const [whole, ...rest] = readDer(der);
  if (rest.length > 0) throw new DerError('asn1: syntax error: trailing data');
  const [info, algorithm, signature] = readDer(contentsOf(whole, SEQUENCE));
  const [version, subject, key, attributes] = readDer(contentsOf(info, SEQUENCE));
  contentsOf(algorithm, SEQUENCE);
  contentsOf(signature, BIT_STRING);
  contentsOf(version, INTEGER);
  contentsOf(key, SEQUENCE);
  const names = subjectNames(contentsOf(subject, SEQUENCE));
  const further =
    attributes === undefined ? [] : alternativeNames(contentsOf(attributes, ATTRIBUTES));
  const ofTag = (tag: number): readonly string[] =>
    further.filter((each) => each.tag === tag).map(({ contents }) => contents);
  return {
    // Of several the last one counts.
    commonName: names.findLast(([type]) => type === COMMON_NAME)?.[1] ?? '',
    organizations: names.filter(([type]) => type === ORGANIZATION).map(([, value]) => value),
    dnsNames: ofTag(DNS),
    emailAddresses: ofTag(EMAIL),
    ipAddresses: ofTag(IP),
    uris: ofTag(URI),
  };
}

/** A sequence of sets of pairs: what kind of name, and the name. */
function subjectNames(contents: string): readonly (readonly [type: string, value: string])[] {
  return readDer(contents)
    .flatMap((set) => readDer(contentsOf(set, SET)))
    .map((pair) => {
      const [type, value] = readDer(contentsOf(pair, SEQUENCE));
      if (value === undefined) throw new DerError('asn1: syntax error: sequence truncated');
      return [contentsOf(type, OBJECT_IDENTIFIER), derText(value)];
    });
}

function alternativeNames(attributes: string): readonly DerValue[] {
  return readDer(attributes).flatMap((attribute) => {
    const [type, values] = readDer(contentsOf(attribute, SEQUENCE));
    if (contentsOf(type, OBJECT_IDENTIFIER) !== EXTENSION_REQUEST) return [];
    const [extensions] = readDer(contentsOf(values, SET));
    return readDer(contentsOf(extensions, SEQUENCE)).flatMap((extension) => {
      const parts = readDer(contentsOf(extension, SEQUENCE));
      if (contentsOf(parts[0], OBJECT_IDENTIFIER) !== SUBJECT_ALTERNATIVE_NAME) return [];
      const [names] = readDer(contentsOf(parts.at(-1), OCTET_STRING));
      return readDer(contentsOf(names, SEQUENCE));
    });
  });
}
