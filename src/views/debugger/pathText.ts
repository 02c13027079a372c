// Paths into objects as JSONPath has them: `.spec.containers[0].image`.
import type { FieldPath } from '../../apis/schema/schemaBundle';

export function pathText(path: FieldPath): string {
  return path.map(pathStep).join('');
}

/** `.name`, `[0]`, or `['app.kubernetes.io/name']` for what is no plain name. */
export function pathStep(step: string | number): string {
  if (typeof step === 'number') return `[${String(step)}]`;
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(step) ? `.${step}` : `['${step}']`;
}
