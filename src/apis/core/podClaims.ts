// Which PersistentVolumeClaims a pod uses. Source: k8s.io/component-helpers/storage/ephemeral.
import type { Pod, Volume } from '../generated/core/v1';

/** A claim that a volume of a pod stands for. */
export interface ClaimUse {
  /** Of the volume in the pod. */
  readonly volumeName: string;
  readonly claimName: string;
  /** Of a generic ephemeral volume: a controller makes it. */
  readonly ephemeral: boolean;
}

const NONE: readonly ClaimUse[] = [];

export function claimsOf(pod: Pod): readonly ClaimUse[] {
  const { volumes } = pod.spec;
  if (volumes === undefined) return NONE;
  let uses: ClaimUse[] | undefined;
  for (const volume of volumes) {
    const use = claimOf(pod, volume);
    if (use === undefined) continue;
    uses ??= [];
    uses.push(use);
  }
  return uses ?? NONE;
}

function claimOf({ metadata }: Pod, volume: Volume): ClaimUse | undefined {
  const { name: volumeName, persistentVolumeClaim, ephemeral } = volume;
  if (persistentVolumeClaim !== undefined) {
    return { volumeName, claimName: persistentVolumeClaim.claimName, ephemeral: false };
  }
  if (ephemeral === undefined) return undefined;
  return { volumeName, claimName: `${metadata.name}-${volumeName}`, ephemeral: true };
}
