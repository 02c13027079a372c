// Rules of Ingresses. Source: k8s.io/kubernetes/pkg/apis/networking/validation (ValidateIngressCreate).
import { invalidNil, invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isIP,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
} from '../../apimachinery/names';
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
  IngressServiceBackend,
  IngressSpec,
  IngressTLS,
} from '../generated/networking/v1';
import type { KindRules } from '../kindRules';
import { checkName, checkRequiredName, complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { INGRESSES } from '../resources';
import { checkTypedReference } from './typedReference';

const SPEC = FieldPath.root('spec');
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES: readonly string[] = ['Exact', 'ImplementationSpecific', 'Prefix'];
const BAD_SEQUENCES: readonly string[] = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_ENDS: readonly string[] = ['/..', '/.'];
const NOT_AN_IP = 'must be a DNS name, not an IP address';
const EMPTY: Partial<Ingress> = { spec: {}, status: { loadBalancer: {} } };

export const INGRESS_RULES: KindRules<Ingress> = {
  defaults: (ingress) => withDefaults(ingress, EMPTY),
  ...kindValidation(INGRESSES, {
    name: isDns1123Subdomain,
    check: (errors, ingress, old) => {
      checkSpec(errors, ingress.spec);
      if (old === undefined) checkClassAnnotation(errors, ingress);
    },
  }),
  warnings: ingressWarnings,
};

function checkSpec(errors: FieldErrors, spec: IngressSpec): void {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  if (rules.length === 0 && defaultBackend === undefined) {
    const rule = 'either `defaultBackend` or `rules` must be specified';
    const { rules: given } = spec;
    errors.push(given === undefined ? invalidNil(SPEC, rule) : invalidValue(SPEC, given, rule));
  }
  if (defaultBackend !== undefined) {
    checkBackend(errors, SPEC.child('defaultBackend'), defaultBackend);
  }
  rules.forEach((rule, index) => {
    checkRule(errors, SPEC.child('rules').index(index), rule);
  });
  tls.forEach((each, index) => {
    checkTls(errors, SPEC.child('tls').index(index), each);
  });
  if (ingressClassName !== undefined) {
    checkName(errors, SPEC, 'ingressClassName', ingressClassName, isDns1123Subdomain);
  }
}

/** The annotation is older than the field, and must not say something else. */
function checkClassAnnotation(errors: FieldErrors, { metadata, spec }: Ingress): void {
  const annotation = metadata.annotations?.[CLASS_ANNOTATION];
  const { ingressClassName } = spec;
  if (annotation === undefined || ingressClassName === undefined) return;
  if (annotation === ingressClassName) return;
  const path = FieldPath.root('annotations').child(CLASS_ANNOTATION);
  const rule = 'must match `ingressClassName` when both are specified';
  errors.push(invalidValue(path, annotation, rule));
}

function checkRule(errors: FieldErrors, path: FieldPath, { host, http }: IngressRule): void {
  if (host) {
    const at = path.child('host');
    if (isIP(host).length === 0) errors.push(invalidValue(at, host, NOT_AN_IP));
    complain(errors, at, host, hostComplaints(host));
  }
  if (http === undefined) return;
  const paths: readonly HTTPIngressPath[] | undefined = http.paths;
  const at = path.child('http').child('paths');
  if ((paths ?? []).length === 0) errors.push(required(at));
  paths?.forEach((each, index) => {
    checkPath(errors, at.index(index), each);
  });
}

function hostComplaints(host: string): readonly string[] {
  return host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
}

function checkTls(
  errors: FieldErrors,
  path: FieldPath,
  { hosts = [], secretName }: IngressTLS,
): void {
  hosts.forEach((host, index) => {
    complain(errors, path.child('hosts').index(index), host, hostComplaints(host));
  });
  if (secretName) checkName(errors, path, 'secretName', secretName, isDns1123Subdomain);
}

function checkPath(errors: FieldErrors, path: FieldPath, given: HTTPIngressPath): void {
  // Validation meets what users wrote: anything may be missing.
  const { pathType, path: text = '', backend }: Partial<HTTPIngressPath> = given;
  if (pathType === undefined) {
    errors.push(required(path.child('pathType'), 'pathType must be specified'));
    return;
  }
  const at = path.child('path');
  const isFree = pathType === 'ImplementationSpecific';
  if (!PATH_TYPES.includes(pathType)) {
    errors.push(notSupported(path.child('pathType'), pathType, PATH_TYPES));
  } else if (!text.startsWith('/') && !(isFree && text === '')) {
    errors.push(invalidValue(at, text, 'must be an absolute path'));
  }
  if (pathType === 'Exact' || pathType === 'Prefix') {
    for (const bad of BAD_SEQUENCES.filter((each) => text.includes(each))) {
      errors.push(invalidValue(at, text, `must not contain '${bad}'`));
    }
    for (const bad of BAD_ENDS.filter((each) => text.endsWith(each))) {
      errors.push(invalidValue(at, text, `cannot end with '${bad}'`));
    }
  }
  checkBackend(errors, path.child('backend'), backend ?? {});
}

function checkBackend(
  errors: FieldErrors,
  path: FieldPath,
  { resource, service }: IngressBackend,
): void {
  if (resource !== undefined && service !== undefined) {
    errors.push(invalidValue(path, '', 'cannot set both resource and service backends'));
  } else if (resource !== undefined) {
    checkTypedReference(errors, path.child('resource'), resource);
  } else if (service !== undefined) {
    checkService(errors, path, service);
  } else errors.push(invalidValue(path, '', 'resource or service backend is required'));
}

function checkService(
  errors: FieldErrors,
  path: FieldPath,
  { name, port = {} }: IngressServiceBackend,
): void {
  const at = path.child('service');
  checkRequiredName(errors, at, 'name', name, isDns1035Label);
  if (port.name && port.number) {
    errors.push(invalidValue(path, '', 'cannot set both port name & port number'));
  } else if (port.name) {
    checkName(errors, at.child('port'), 'name', port.name, isPortName);
  } else if (port.number) {
    complain(errors, at.child('port').child('number'), port.number, isPortNumber(port.number));
  } else errors.push(required(path, 'port name or number is required'));
}

function ingressWarnings({ metadata }: Ingress, old: Ingress | undefined): readonly string[] {
  if (old !== undefined || metadata.annotations?.[CLASS_ANNOTATION] === undefined) return [];
  return [
    `annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`,
  ];
}
