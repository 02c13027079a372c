// What differs from kind to kind in the generic registry: what clients may not set, when the
// generation grows, how a deletion goes. Source: k8s.io/apiserver/pkg/registry/rest (create.go,
// update.go, delete.go) and the strategy.go files in k8s.io/kubernetes/pkg/registry.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { ResetFields } from './resetFields';

/** One strategy per kind. Objects go in and out complete, but for the resourceVersion. */
export interface Strategy<T extends ApiObject = ApiObject> {
  /** Resets what the server owns in a new object of `user`, such as its status. */
  prepareForCreate(object: T, user: UserInfo): T;
  /** Keeps what an update of the main resource must not touch, and bumps the generation. */
  prepareForUpdate(object: T, old: T): T;
  /** Keeps what a write to the status subresource must not touch; it is written at `now`. */
  prepareForStatusUpdate(object: T, old: T, now: string): T;
  /** For the subresource `finalize`, where the kind has it. */
  prepareForFinalize?(object: T, old: T): T;
  /** What of an object a write leaves as it is, whatever the client sends. */
  readonly resetFields: ResetFields;
  /** For further subresources whose body is the object itself: what of it counts. */
  readonly subresources?: Readonly<Record<string, (object: T, old: T, now: string) => T>>;
  /** PUT of an object that is not there creates it. */
  readonly allowsCreateOnUpdate: boolean;
  /** An update without resourceVersion is taken as meant for the newest object. */
  readonly allowsUnconditionalUpdate: boolean;
  /** What becomes of dependents where the request does not say. */
  readonly defaultPropagation: 'Background' | 'Orphan';
  /** A finished deletion answers with the object instead of a Status. */
  readonly returnsDeletedObject: boolean;
  /**
   * The grace in seconds that a deletion gives, where the kind has graceful deletion; `requested` is
   * what the client asked for. 0 deletes at once.
   */
  graceSeconds?(object: T, requested: number | undefined): number;
  /** Changes the object when its deletion begins (at `now`), beside the deletionTimestamp. */
  markTerminating?(object: T, now: string): T;
  /** Whether something beside metadata.finalizers still holds back the deletion. */
  holdsDeletion?(object: T): boolean;
}
