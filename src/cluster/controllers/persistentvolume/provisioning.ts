// Asks for a new volume where none suits a claim of a class: names the provisioner that is to make it.
// Source: k8s.io/kubernetes/pkg/controller/volume/persistentvolume (provisionClaim).
//
// Differs from Kubernetes: no provisioner is installed, so that nobody answers.
import { hasAnnotation, SELECTED_NODE, withAnnotations } from '../../../apis/core/claimBinding';
import type { PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import type { StorageClass } from '../../../apis/generated/storage/v1';
import { PERSISTENT_VOLUME_CLAIMS } from '../../../apis/resources';
import { CSI_DRIVER_OF_PLUGIN } from '../../../apis/storage/csiMigration';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';

const PROVISIONER_MARKS: readonly string[] = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
];
const IN_TREE_PREFIX = 'kubernetes.io/';

export class Provisioning {
  readonly #client: Client;
  readonly #recorder: EventRecorder;
  readonly #classes: Informer<StorageClass>;

  constructor(client: Client, recorder: EventRecorder, classes: Informer<StorageClass>) {
    this.#client = client;
    this.#recorder = recorder;
    this.#classes = classes;
  }

  /** For a class that waits for its first consumer: it has come. */
  isTriggered(claim: PersistentVolumeClaim): boolean {
    return hasAnnotation(claim, SELECTED_NODE);
  }

  provision(claim: PersistentVolumeClaim, className: string): void {
    const storageClass = this.#classes.get(undefined, className);
    if (storageClass === undefined) {
      this.#fail(claim, `storageclass.storage.k8s.io "${className}" not found`);
      return;
    }
    const provisioner = externalProvisioner(storageClass.provisioner);
    if (provisioner === undefined) {
      this.#fail(claim, `no volume plugin matched name: ${storageClass.provisioner}`);
      return;
    }
    const marked = this.#mark(claim, provisioner);
    const message =
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or ` +
      'manually by the system administrator. If volume creation is delayed, please verify that the ' +
      'provisioner is running and correctly registered.';
    this.#recorder.event(marked, 'Normal', 'ExternalProvisioning', message);
  }

  #fail(claim: PersistentVolumeClaim, message: string): void {
    this.#recorder.event(claim, 'Warning', 'ProvisioningFailed', message);
  }

  #mark(claim: PersistentVolumeClaim, provisioner: string): PersistentVolumeClaim {
    const { annotations } = claim.metadata;
    if (PROVISIONER_MARKS.every((mark) => annotations?.[mark] === provisioner)) return claim;
    const marks = Object.fromEntries(PROVISIONER_MARKS.map((mark) => [mark, provisioner]));
    return this.#client.update(PERSISTENT_VOLUME_CLAIMS, withAnnotations(claim, marks));
  }
}

/** Undefined for names of plugins that Kubernetes itself would have to have. */
function externalProvisioner(name: string): string | undefined {
  if (!name.startsWith(IN_TREE_PREFIX)) return name;
  const drivers: Readonly<Record<string, string>> = CSI_DRIVER_OF_PLUGIN;
  return drivers[name];
}
