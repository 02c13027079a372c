// The node that an event is about, as components on it name it: with its name for a uid, for they need
// not know the object. `kubectl describe node` asks for that.
import type { ApiObject } from '../../apimachinery/objectMeta';

export function nodeReference(name: string): ApiObject {
  const metadata = { name, uid: name, resourceVersion: '', creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'Node', metadata };
}
