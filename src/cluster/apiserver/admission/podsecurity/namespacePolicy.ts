// What a namespace's labels say of its pods: which level is enforced, audited, warned of.
// Source: k8s.io/pod-security-admission/api (helpers.go, constants.go).
import type { FieldError } from '../../../../apimachinery/apiStatus';
import { invalidValue } from '../../../../apimachinery/fieldError';
import { FieldPath } from '../../../../apimachinery/fieldPath';
import type { StringMap } from '../../../../apimachinery/objectMeta';
import { BASELINE_CHECKS } from './baselineChecks';
import { RESTRICTED_CHECKS } from './restrictedChecks';
import type { CheckedPod, SecurityCheck, Violation } from './securityCheck';

export type Mode = 'enforce' | 'audit' | 'warn';
export type Level = 'privileged' | 'baseline' | 'restricted';

export interface LevelVersion {
  readonly level: Level;
  /** `latest` or `v1.31`. */
  readonly version: string;
}

const PREFIX = 'pod-security.kubernetes.io/';
const MODES: readonly Mode[] = ['enforce', 'audit', 'warn'];
const LABELS = FieldPath.root('metadata').child('labels');
const CHECKS: Readonly<Record<Level, readonly SecurityCheck[]>> = {
  privileged: [],
  baseline: BASELINE_CHECKS,
  restricted: RESTRICTED_CHECKS,
};

/** A level that makes no sense is taken for `restricted` where it is enforced, else for none. */
export function levelOf(labels: StringMap | undefined, mode: Mode): LevelVersion {
  const level = labels?.[PREFIX + mode];
  const version = labels?.[`${PREFIX}${mode}-version`];
  const known = level === undefined || isLevel(level);
  return {
    level: known ? (level ?? 'privileged') : mode === 'enforce' ? 'restricted' : 'privileged',
    version: version !== undefined && isVersion(version) ? version : 'latest',
  };
}

export function labelErrors(labels: StringMap | undefined): readonly FieldError[] {
  return MODES.flatMap((mode) => {
    const errors: FieldError[] = [];
    const key = PREFIX + mode;
    const level = labels?.[key];
    if (level !== undefined && !isLevel(level)) {
      const rule = 'must be one of privileged, baseline, restricted';
      errors.push(invalidValue(LABELS.key(key), level, rule));
    }
    const versionKey = `${key}-version`;
    const version = labels?.[versionKey];
    if (version !== undefined && !isVersion(version)) {
      errors.push(invalidValue(LABELS.key(versionKey), version, 'must be "latest" or "v1.x"'));
    }
    return errors;
  });
}

/** `restricted:latest` */
export function levelText({ level, version }: LevelVersion): string {
  return `${level}:${version}`;
}

export function violations({ level }: LevelVersion, pod: CheckedPod): readonly Violation[] {
  return CHECKS[level].map((check) => check(pod)).filter((found) => found !== undefined);
}

/** Whether the first one forbids more than the second. */
export function isStricter(a: LevelVersion, b: LevelVersion): boolean {
  return CHECKS[a.level].length > CHECKS[b.level].length;
}

function isLevel(text: string): text is Level {
  return Object.hasOwn(CHECKS, text);
}

function isVersion(text: string): boolean {
  return text === 'latest' || /^v1\.([1-9]?\d+)$/.test(text);
}
