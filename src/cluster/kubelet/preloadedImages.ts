// The images that kubeadm has pulled before a node joins.
import type { ImageCatalogue, LocalImage } from '../runtime/imageCatalogue';
import { parseImageReference } from '../runtime/imageReference';
import { withImage } from '../runtime/imageStore';
import type { MachineOptions } from './machineOptions';

const PRELOADED = ['kube-proxy', 'pause:3.10.1'];
const CONTROL_PLANE_IMAGES = /^registry\.k8s\.io\/(?:kube-|etcd)/;

/** Biggest first: what an image store begins with. */
export function preloadedImages(
  catalogue: ImageCatalogue,
  { kubeletVersion, staticPods = [] }: Pick<MachineOptions, 'kubeletVersion' | 'staticPods'>,
): readonly LocalImage[] {
  const own = staticPods
    .flatMap((pod) => pod.spec?.containers ?? [])
    .map(({ image = '' }) => image);
  const names = PRELOADED.map(
    (image) => `registry.k8s.io/${image}${image.includes(':') ? '' : `:${kubeletVersion}`}`,
  );
  let images: readonly LocalImage[] = [];
  for (const name of [
    ...names,
    ...own.filter((candidate) => CONTROL_PLANE_IMAGES.test(candidate)),
  ]) {
    const parsed = parseImageReference(name);
    const answer = parsed.ok ? catalogue.lookup(parsed.reference) : undefined;
    if (answer?.kind === 'found' && !images.includes(answer.local))
      images = withImage(images, answer.local);
  }
  return images;
}
