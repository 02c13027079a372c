// The claims that a StatefulSet makes for each pod. Source: k8s.io/kubernetes/pkg/apis/apps/v1 and validation.
import type { FieldPath } from '../../apimachinery/fieldPath';
import { claimSpecErrors, PERSISTENT_VOLUME_CLAIM_RULES } from '../core/persistentVolumeClaim';
import type { StatefulSetSpec } from '../generated/apps/v1';
import type { PersistentVolumeClaim } from '../generated/core/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { withDefaults } from '../meta/sharedDefaults';

type ClaimTemplate = NonNullable<StatefulSetSpec['volumeClaimTemplates']>[number];

const TYPE: Partial<ClaimTemplate> = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

export function defaultClaimTemplate(template: ClaimTemplate): ClaimTemplate {
  // What is defaulted of a claim does not ask for its metadata.
  return PERSISTENT_VOLUME_CLAIM_RULES.defaults(
    withDefaults(template, TYPE) as PersistentVolumeClaim,
  );
}

export function checkClaimTemplates(
  errors: FieldErrors,
  path: FieldPath,
  templates: readonly ClaimTemplate[],
): void {
  templates.forEach(({ spec = {} }, index) => {
    errors.push(
      ...claimSpecErrors(spec, path.child('volumeClaimTemplates').index(index).child('spec')),
    );
  });
}
