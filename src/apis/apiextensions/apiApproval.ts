// Groups of the Kubernetes community (`*.k8s.io`) are protected: their definitions say who approved them.
// Source: k8s.io/apiextensions-apiserver/pkg/apihelpers (helpers.go), kubernetes/enhancements#1111.
import type { CustomResourceDefinition } from '../generated/apiextensions/v1';

export const APPROVAL_ANNOTATION = 'api-approved.kubernetes.io';

const POLICY = 'https://github.com/kubernetes/enhancements/pull/1111';

export interface ApprovalState {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export function isProtectedGroup(group: string): boolean {
  return /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);
}

/** Undefined for groups that anybody may define. */
export function approvalState({
  spec,
  metadata,
}: CustomResourceDefinition): ApprovalState | undefined {
  if (!isProtectedGroup(spec.group)) return undefined;
  const annotation = metadata.annotations?.[APPROVAL_ANNOTATION] ?? '';
  if (annotation === '') {
    const message = `protected groups must have approval annotation "${APPROVAL_ANNOTATION}", see ${POLICY}`;
    return { status: 'False', reason: 'MissingAnnotation', message };
  }
  if (annotation.startsWith('unapproved')) {
    const message = `not approved: "${annotation}"`;
    return { status: 'False', reason: 'UnapprovedAnnotation', message };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.test(annotation)) {
    return { status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${annotation}` };
  }
  const message =
    `protected groups must have approval annotation "${APPROVAL_ANNOTATION}" with either a URL or ` +
    `a reason starting with "unapproved", see ${POLICY}`;
  return { status: 'False', reason: 'InvalidAnnotation', message };
}
