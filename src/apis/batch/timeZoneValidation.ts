// Time zones by their IANA names. Source: k8s.io/kubernetes/pkg/apis/batch/validation (validateTimeZone).
//
// Differs from Kubernetes: which zones there are is what JavaScript knows, whatever the case of letters.
import { invalidValue } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { FieldErrors } from '../meta/fieldChecks';

const PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

export function checkTimeZone(errors: FieldErrors, path: FieldPath, zone: string): void {
  if (zone === '') {
    errors.push(invalidValue(path, zone, 'timeZone must be nil or non-empty string'));
    return;
  }
  const isName = zone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && PART.test(part));
  if (!isName) {
    errors.push(invalidValue(path, zone, `unknown time zone ${zone}`));
    return;
  }
  if (zone.toLowerCase() === 'local') {
    const rule =
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalidValue(path, zone, rule));
  } else if (!isKnown(zone)) errors.push(invalidValue(path, zone, `unknown time zone ${zone}`));
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
