// What the API server answers where authorization says no.
// Source: k8s.io/apiserver/pkg/endpoints/handlers/responsewriters (errors.go).
import { ApiStatusError, forbidden } from '../../../apimachinery/apiStatus';
import { quote } from '../../../apimachinery/fieldError';
import { isPathRequest, type Attributes } from './attributes';

/** `pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"` */
export function forbiddenRequest(attributes: Attributes, reason: string): ApiStatusError {
  const why = reason === '' ? deed(attributes) : `${deed(attributes)}: ${reason}`;
  if (isPathRequest(attributes)) return new ApiStatusError('Forbidden', `forbidden: ${why}`, {});
  const { group, resource, name } = attributes;
  return forbidden({ group, plural: resource }, name, why);
}

function deed(attributes: Attributes): string {
  const who = `User ${quote(attributes.user.name)} cannot ${attributes.verb}`;
  if (isPathRequest(attributes)) return `${who} path ${quote(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
  return `${who} resource ${quote(what)} in API group ${quote(group)} ${where}`;
}
