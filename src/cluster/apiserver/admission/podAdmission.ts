// What the plugins that look at pods have in common.
import type { Pod } from '../../../apis/generated/core/v1';
import type { ServedKind } from '../servedKinds';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

export function isPods({ resource }: ServedKind): boolean {
  return resource.group === '' && resource.plural === 'pods';
}

/** The API's image of a static pod, which its kubelet runs from a file. */
export function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR_ANNOTATION] !== undefined;
}
