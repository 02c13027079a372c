// How Go prints the kind of an object: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`.
// Source: k8s.io/apimachinery/pkg/runtime/schema (GroupVersionKind.String).

/** Of what a client sent, whatever that is. */
export function gvkText(apiVersion: unknown, kind: unknown): string {
  const version = goString(apiVersion);
  return `${version.includes('/') ? version : `/${version}`}, Kind=${goString(kind)}`;
}

/** What is no text counts as none. */
export function goString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
