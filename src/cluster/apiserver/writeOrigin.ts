// What the record says of a request that writes.
import type { UserInfo } from '../../apimachinery/userInfo';
import type { WriteOrigin } from './objectStorage';

export function writeOrigin(request: {
  readonly user: UserInfo;
  readonly verb: string;
  readonly subresource?: string | undefined;
}): WriteOrigin {
  return { user: request.user, verb: request.verb, subresource: request.subresource };
}
