// DynamicResources: after a failed cycle it would free a resource claim of the pod. Of the default
// profile since 1.34, so that every FailedScheduling says so.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/dynamicresources (PostFilter).
//
// Differs from Kubernetes: claims are not allocated, so that there is never one to free; pods with
// claims are scheduled as if they had none.
import type { PostFilterPlugin, PostFilterResult } from '../framework/plugin';

export class DynamicResources implements PostFilterPlugin {
  readonly name = 'DynamicResources';

  postFilter(): PostFilterResult {
    return { message: 'no new claims to deallocate' };
  }
}
