// The admission plugins in their order, found once per kind and operation.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ServedKind } from '../servedKinds';
import type { AdmissionOperation, AdmissionPlugin, AdmissionRequest } from './admissionPlugin';

export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];
  readonly #handling: Readonly<
    Record<AdmissionOperation, WeakMap<ServedKind, readonly AdmissionPlugin[]>>
  > = {
    CREATE: new WeakMap(),
    UPDATE: new WeakMap(),
    DELETE: new WeakMap(),
  };

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins;
  }

  /** Throws what the first plugin that refuses throws. */
  check(request: AdmissionRequest): void {
    for (const plugin of this.#handlers(request)) plugin.check?.(request);
  }

  /** Checks the request, then lets every plugin change the object. */
  admit(object: ApiObject, request: AdmissionRequest): ApiObject {
    let admitted = object;
    for (const plugin of this.#handlers(request)) {
      plugin.check?.(request);
      if (plugin.mutate !== undefined) admitted = plugin.mutate(admitted, request);
    }
    return admitted;
  }

  #handlers({ kind, operation }: AdmissionRequest): readonly AdmissionPlugin[] {
    const known = this.#handling[operation].get(kind);
    if (known !== undefined) return known;
    const plugins = this.#plugins.filter((plugin) => plugin.handles(kind, operation));
    this.#handling[operation].set(kind, plugins);
    return plugins;
  }
}
