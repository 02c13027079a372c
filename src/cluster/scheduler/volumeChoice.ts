// Which volumes a pod's unbound claims are to get if it goes to a node: volumes that are there, or new
// ones where the class has a provisioner.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/volumebinding (binder.go).
import {
  findMatchingVolume,
  hasAnnotation,
  isFullyBound,
  reservedFor,
  SELECTED_NODE,
  withAnnotations,
} from '../../apis/core/claimBinding';
import { storageClassName } from '../../apis/core/storageClassName';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core/v1';
import type { StorageClass } from '../../apis/generated/storage/v1';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../apis/resources';
import { quantityValue } from '../../apimachinery/quantity';
import { hasProvisioner, waitsForFirstConsumer } from '../../apis/storage/storageClass';
import type { Client } from '../client/client';

interface Lister<T> {
  get(namespace: string | undefined, name: string): T | undefined;
}

/** The scheduler's caches, as far as volumes are concerned. */
export interface VolumeListers {
  readonly claims: Lister<PersistentVolumeClaim>;
  readonly volumes: Lister<PersistentVolume> & { list(): Iterable<PersistentVolume> };
  readonly classes: Lister<StorageClass>;
  node(name: string): Node | undefined;
}

/** Claims by what is to be done about them before a pod that uses them can run. */
interface ClaimParts {
  readonly bound: readonly PersistentVolumeClaim[];
  /** The volume controller binds them. */
  readonly immediate: readonly PersistentVolumeClaim[];
  /** The scheduler binds them. */
  readonly delayed: readonly PersistentVolumeClaim[];
}

interface Binding {
  readonly claim: PersistentVolumeClaim;
  /** Undefined where a provisioner is to make one. */
  readonly volume: PersistentVolume | undefined;
}

export class VolumeChoice {
  readonly #bindings: readonly Binding[];

  private constructor(bindings: readonly Binding[]) {
    this.#bindings = bindings;
  }

  static parts(claims: readonly PersistentVolumeClaim[], listers: VolumeListers): ClaimParts {
    const bound = claims.filter(isFullyBound);
    const unbound = claims.filter((claim) => !isFullyBound(claim));
    // A claim that names its volume is bound at once, whatever its class.
    const isDelayed = (claim: PersistentVolumeClaim): boolean =>
      !claim.spec.volumeName && waitsForFirstConsumer(classOf(claim, listers));
    return {
      bound,
      immediate: unbound.filter((claim) => !isDelayed(claim)),
      delayed: unbound.filter(isDelayed),
    };
  }

  /** Undefined where the node offers no volume for one of the claims. */
  static make(
    claims: readonly PersistentVolumeClaim[],
    node: Node,
    listers: VolumeListers,
    takenByOthers: ReadonlySet<string>,
  ): VolumeChoice | undefined {
    const taken = new Set(takenByOthers);
    const bindings: Binding[] = [];
    // The smallest first, so that it does not take what only a larger one needs.
    for (const claim of [...claims].sort((a, b) => requestOf(a) - requestOf(b))) {
      const selected = claim.metadata.annotations?.[SELECTED_NODE];
      if (selected !== undefined && selected !== node.metadata.name) return undefined;
      const volume =
        selected === undefined
          ? findMatchingVolume(claim, listers.volumes.list(), { node, taken })
          : undefined;
      if (volume === undefined) {
        const storageClass = classOf(claim, listers);
        if (storageClass === undefined || !hasProvisioner(storageClass)) return undefined;
      } else taken.add(volume.metadata.name);
      bindings.push({ claim, volume });
    }
    return new VolumeChoice(bindings);
  }

  get volumeNames(): readonly string[] {
    return this.#bindings.flatMap(({ volume }) => volume?.metadata.name ?? []);
  }

  /** Tells the volume controller; throws what the API server answers. */
  write(client: Client, nodeName: string): void {
    for (const { claim, volume } of this.#bindings) {
      if (volume === undefined) {
        if (hasAnnotation(claim, SELECTED_NODE)) continue;
        const marked = withAnnotations(claim, { [SELECTED_NODE]: nodeName });
        client.update(PERSISTENT_VOLUME_CLAIMS, marked);
      } else {
        const reserved = reservedFor(volume, claim);
        if (reserved !== volume) client.update(PERSISTENT_VOLUMES, reserved);
      }
    }
  }

  /** Whether the volume controller has done its part. */
  isBound({ claims }: VolumeListers): boolean {
    return this.#bindings.every(({ claim }) => {
      const { namespace, name } = claim.metadata;
      const current = claims.get(namespace, name);
      return current !== undefined && isFullyBound(current);
    });
  }
}

function classOf(
  claim: PersistentVolumeClaim,
  { classes }: VolumeListers,
): StorageClass | undefined {
  const name = storageClassName(claim);
  return name ? classes.get(undefined, name) : undefined;
}

function requestOf({ spec }: PersistentVolumeClaim): number {
  return quantityValue(spec.resources?.requests?.['storage']);
}
