// What is asked of an authorizer: may this user do this to that? Source: k8s.io/apiserver/pkg/authorization/authorizer.
import type { UserInfo } from '../../../apimachinery/userInfo';

/** A request for a resource. Empty text is what Go has for "none". */
export interface ResourceAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** Empty for cluster-scoped resources and for lists of all namespaces. */
  readonly namespace: string;
  /** Empty where the request is for a collection. */
  readonly name: string;
  /** Of a list or watch: a kubelet may list pods, but only its own. */
  readonly fieldSelector?: string | undefined;
}

/** A request for a path that is no resource: `/metrics`. */
export interface PathAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly path: string;
}

export type Attributes = ResourceAttributes | PathAttributes;

export function isPathRequest(attributes: Attributes): attributes is PathAttributes {
  return 'path' in attributes;
}

/** `reason` says why; often nothing is to be said. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}
