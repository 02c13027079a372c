// The images that kubeadm has pulled before a node joins.
import type { ImageStore } from '../runtime/imageStore';
import type { MachineOptions } from './machineOptions';

const PRELOADED = ['kube-proxy', 'pause:3.10.1'];
const CONTROL_PLANE_IMAGES = /^registry\.k8s\.io\/(?:kube-|etcd)/;

export function preloadImages(
  images: ImageStore,
  { kubeletVersion, staticPods = [] }: Pick<MachineOptions, 'kubeletVersion' | 'staticPods'>,
): void {
  const own = staticPods
    .flatMap((pod) => pod.spec?.containers ?? [])
    .map(({ image = '' }) => image);
  const names = PRELOADED.map(
    (image) => `registry.k8s.io/${image}${image.includes(':') ? '' : `:${kubeletVersion}`}`,
  );
  for (const image of [
    ...names,
    ...own.filter((candidate) => CONTROL_PLANE_IMAGES.test(candidate)),
  ]) {
    images.preload(image);
  }
}
