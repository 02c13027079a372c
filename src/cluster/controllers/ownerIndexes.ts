// Indexes by controller and by namespace, so that a sync finds what concerns it at once.
import { controllerOf, type ApiObject } from '../../apimachinery/objectMeta';
import type { Informer } from '../client/informer';

const BY_CONTROLLER = 'controller';
const ORPHANS = 'orphans';
const BY_NAMESPACE = 'namespace';

/** Prepares {@link ownedBy} and {@link orphansIn}. */
export function indexByOwner<T extends ApiObject>(informer: Informer<T>): void {
  informer.addIndex(
    BY_CONTROLLER,
    (object) => {
      const controller = controllerOf(object);
      return controller === undefined ? [] : [controller.uid];
    },
    ({ metadata }) => metadata.ownerReferences,
  );
  informer.addIndex(
    ORPHANS,
    (object) => (controllerOf(object) === undefined ? [object.metadata.namespace ?? ''] : []),
    ({ metadata }) => metadata.ownerReferences,
  );
}

/** The objects whose controller has this uid. */
export function ownedBy<T extends ApiObject>(informer: Informer<T>, uid: string): readonly T[] {
  return informer.byIndex(BY_CONTROLLER, uid);
}

/** The objects of a namespace that have no controller. */
export function orphansIn<T extends ApiObject>(
  informer: Informer<T>,
  namespace: string | undefined,
): readonly T[] {
  return informer.byIndex(ORPHANS, namespace ?? '');
}

/** Two versions of an object; they share the list where it has not changed. */
export function haveSameOwners(a: ApiObject, b: ApiObject): boolean {
  return a.metadata.ownerReferences === b.metadata.ownerReferences;
}

/** Prepares {@link inNamespace}. */
export function indexByNamespace<T extends ApiObject>(informer: Informer<T>): void {
  informer.addIndex(
    BY_NAMESPACE,
    ({ metadata }) => [metadata.namespace ?? ''],
    ({ metadata }) => metadata.namespace,
  );
}

export function inNamespace<T extends ApiObject>(
  informer: Informer<T>,
  namespace: string | undefined,
): readonly T[] {
  return informer.byIndex(BY_NAMESPACE, namespace ?? '');
}
