// What a controller has reported itself comes back to it as a change, about which there is nothing to do: looking
// at a thousand pods once more for each report would double the work of a rollout.
//
// Differs from Kubernetes: there the controller looks again, and finds nothing to do.
import { objectKey, type ApiObject } from '../../apimachinery/objectMeta';

export class OwnReports {
  /** By key, the version that the last report led to. */
  readonly #versions = new Map<string, string>();

  /** `reported`: the object as the API server has it now. */
  note(key: string, reported: ApiObject): void {
    this.#versions.set(key, reported.metadata.resourceVersion);
  }

  /** The controller looks at the object: what it sees may be older than its last report, which is news then. */
  forget(key: string): void {
    this.#versions.delete(key);
  }

  includes(object: ApiObject): boolean {
    return this.#versions.get(objectKey(object)) === object.metadata.resourceVersion;
  }
}
