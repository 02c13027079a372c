// The custom resources that are served, for controllers that look after resources of all kinds.
//
// Differs from Kubernetes: known from the CustomResourceDefinitions, as soon as they are watched; there
// discovery is asked again every 30 s (garbage collector) or for each namespace.
import { deepEqual } from '../../apimachinery/deepEqual';
import type { Resource } from '../../apimachinery/resource';
import { definedResource, isEstablished } from '../../apis/apiextensions/definitionState';
import type { CustomResourceDefinition } from '../../apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../apis/resources';
import type { ControllerContext } from './controllerContext';

export interface CustomResourceListener {
  added(resource: Resource): void;
  removed(resource: Resource): void;
}

export class CustomResources {
  readonly #served = new Map<string, Resource>();
  readonly #listeners: CustomResourceListener[] = [];

  constructor(context: ControllerContext) {
    const put = (definition: CustomResourceDefinition): void => {
      const resource = isEstablished(definition) ? definedResource(definition) : undefined;
      this.#set(definition.metadata.name, resource);
    };
    context.informers.informer(CUSTOM_RESOURCE_DEFINITIONS).addHandlers({
      added: put,
      updated: (_, definition) => {
        put(definition);
      },
      deleted: ({ metadata }) => {
        this.#set(metadata.name, undefined);
      },
    });
  }

  /** One resource a definition. */
  get resources(): readonly Resource[] {
    return [...this.#served.values()];
  }

  onChange(listener: CustomResourceListener): void {
    this.#listeners.push(listener);
    for (const resource of this.#served.values()) listener.added(resource);
  }

  #set(name: string, resource: Resource | undefined): void {
    const old = this.#served.get(name);
    if (deepEqual(old, resource)) return;
    if (resource === undefined) this.#served.delete(name);
    else this.#served.set(name, resource);
    for (const listener of this.#listeners) {
      if (old !== undefined) listener.removed(old);
      if (resource !== undefined) listener.added(resource);
    }
  }
}
