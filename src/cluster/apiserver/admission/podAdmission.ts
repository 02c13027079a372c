// Whether a request is one that the plugins for pods look at.
import type { ServedKind } from '../servedKinds';

export function isPods({ resource }: ServedKind): boolean {
  return resource.group === '' && resource.plural === 'pods';
}
