// Which container a connection is for, and the refusals of the API server and the kubelet where it
// cannot be had.
// Source: k8s.io/kubernetes/pkg/registry/core/pod (strategy.go: LogLocation, streamLocation) and
// pkg/kubelet (kubelet_pods.go: validateContainerLogStatus).
import { badRequest } from '../apimachinery/apiStatus';
import type { ContainerStatus, Pod } from '../apis/generated/core/v1';

/** The container's name; the only one where none is named. Throws BadRequest. */
export function chosenContainer(pod: Pod, name: string | undefined): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const podName = pod.metadata.name;
  if (name !== undefined && name !== '') {
    const all = [...containers, ...initContainers, ...ephemeralContainers];
    if (all.some((container) => container.name === name)) return name;
    throw badRequest(`container ${name} is not valid for pod ${podName}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only.name;
  const names = (list: readonly { readonly name: string }[]): string =>
    `[${list.map((each) => each.name).join(' ')}]`;
  let message = `a container name must be specified for pod ${podName}, choose one of: ${names(containers)}`;
  if (initContainers.length > 0)
    message += ` or one of the init containers: ${names(initContainers)}`;
  if (ephemeralContainers.length > 0)
    message += ` or one of the ephemeral containers: ${names(ephemeralContainers)}`;
  throw badRequest(message);
}

/** The id of the container whose log is meant. Throws BadRequest where there is none to show. */
export function loggedContainerId(pod: Pod, name: string, previous: boolean): string {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const ephemeral = pod.status?.ephemeralContainerStatuses ?? [];
  const status = [...containerStatuses, ...initContainerStatuses, ...ephemeral].find(
    (each) => each.name === name,
  );
  const what = `container "${name}" in pod "${pod.metadata.name}"`;
  if (status === undefined) throw badRequest(`${what} is not available`);
  const last = status.lastState?.terminated?.containerID;
  if (previous) {
    if (last === undefined) throw badRequest(`previous terminated ${what} not found`);
    return last;
  }
  const id = currentId(status) ?? last;
  if (id !== undefined) return id;
  throw badRequest(`${what} ${whyNoLog(status)}`);
}

function currentId({ state, containerID }: ContainerStatus): string | undefined {
  if (state?.running !== undefined) return containerID;
  return state?.terminated?.containerID;
}

function whyNoLog({ state }: ContainerStatus): string {
  if (state?.terminated !== undefined) return 'is terminated';
  switch (state?.waiting?.reason) {
    case undefined:
      return 'is waiting to start - no logs yet';
    case 'ErrImagePull':
      return "is waiting to start: image can't be pulled";
    case 'ImagePullBackOff':
      return 'is waiting to start: trying and failing to pull image';
    default:
      return `is waiting to start: ${state?.waiting?.reason ?? ''}`;
  }
}
