// The admission plugins in their order, found once per kind, subresource and operation.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { RequestWarnings } from '../requestWarnings';
import type { ServedKind } from '../servedKinds';
import type {
  AdmissionOperation,
  AdmissionPlugin,
  AdmissionRequest,
  AdmissionScope,
} from './admissionPlugin';

type Plugins = readonly AdmissionPlugin[];
type BySubresource = Map<string | undefined, WeakMap<ServedKind, Plugins>>;

export class AdmissionChain {
  readonly #plugins: Plugins;
  readonly #warn: (text: string) => void;
  readonly #handling: Readonly<Record<AdmissionOperation, BySubresource>> = {
    CREATE: new Map(),
    UPDATE: new Map(),
    DELETE: new Map(),
    CONNECT: new Map(),
  };

  constructor(plugins: Plugins, warnings: RequestWarnings) {
    this.#plugins = plugins;
    this.#warn = warnings.add;
  }

  /** Throws what the first plugin that refuses throws. */
  check(request: AdmissionRequest): void {
    for (const plugin of this.#handlers(request)) plugin.check?.(request, this.#warn);
  }

  /** Checks the request, then lets every plugin change the object. */
  admit<T extends ApiObject>(object: T, request: AdmissionRequest): T {
    const plugins = this.#handlers(request);
    let admitted = this.#mutated(plugins, object, request);
    const again = plugins.some((plugin) => plugin.reinvokes?.(request) === true);
    if (again) admitted = this.#mutated(plugins, admitted, request);
    // Plugins change objects, and never make one of another kind.
    return admitted as T;
  }

  #mutated(plugins: Plugins, object: ApiObject, request: AdmissionRequest): ApiObject {
    let admitted = object;
    for (const plugin of plugins) {
      plugin.check?.(request, this.#warn);
      if (plugin.mutate !== undefined) admitted = plugin.mutate(admitted, request);
    }
    return admitted;
  }

  /** Lets every plugin look at the object that is to be stored; it has its name by now. */
  validate(object: ApiObject, request: AdmissionRequest): void {
    const { name } = object.metadata;
    const named = request.name === name ? request : { ...request, name };
    for (const plugin of this.#handlers(request)) plugin.validate?.(object, named, this.#warn);
  }

  /** Checks a connection; `options` are what it is to do, and no object with a name of its own. */
  connect(options: ApiObject, request: AdmissionRequest): void {
    for (const plugin of this.#handlers(request)) {
      plugin.check?.(request, this.#warn);
      plugin.validate?.(options, request, this.#warn);
    }
  }

  #handlers(request: AdmissionRequest): Plugins {
    const { kind, operation, subresource } = request;
    return (
      this.#handling[operation].get(subresource)?.get(kind) ??
      this.#find({ kind, operation, subresource })
    );
  }

  #find(scope: AdmissionScope): Plugins {
    const { kind, operation, subresource } = scope;
    const plugins = this.#plugins.filter((plugin) => plugin.handles(scope));
    let known = this.#handling[operation].get(subresource);
    if (known === undefined) this.#handling[operation].set(subresource, (known = new WeakMap()));
    known.set(kind, plugins);
    return plugins;
  }
}
