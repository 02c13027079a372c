// The steps from "this container should run" to "its process runs": image, configuration, start.
// Source: k8s.io/kubernetes/pkg/kubelet/kuberuntime (startContainer) and images/image_manager.go.
import type { Mutable } from '../../apimachinery/mutable';
import type { Container, Pod } from '../../apis/generated/core/v1';
import type { ContainerRequest, RuntimeContainer } from '../runtime/podSandbox';
import { parseImageReference, type ImageReference } from '../runtime/imageReference';
import type { LocalImage } from '../runtime/imageCatalogue';
import type { PullResult } from '../runtime/imageStore';
import { BackOff } from './backOff';
import { ContainerConfigError, containerEnvironment, expand } from './containerEnvironment';
import type { ContainerWork, WaitingState } from './containerWork';
import { goDuration } from './goDuration';
import { RELIST_MS, type KubeletContext } from './kubeletContext';

/** How an attempt ended. `retryAtMs`: when it is worth another try, virtual ms. */
export type StartResult =
  | { readonly kind: 'started'; readonly container: RuntimeContainer }
  | {
      readonly kind: 'failed';
      readonly waiting: WaitingState;
      readonly retryAtMs: number | undefined;
    };

export interface StartRequest {
  readonly pod: Pod;
  readonly container: Container;
  readonly work: ContainerWork;
  readonly podIP: string | undefined;
  /** A pull begins: it may take long. */
  readonly onPull: () => void;
}

/** backOffPeriod of the pod workers, with their jitter. */
const SYNC_BACKOFF_MIN_MS = 10_000;
const SYNC_BACKOFF_MAX_MS = 15_000;

export class ContainerStarter {
  readonly #context: KubeletContext;

  constructor(context: KubeletContext) {
    this.#context = context;
  }

  /** Calls `done` exactly once: at once, or when pull and start are through. */
  start(request: StartRequest, done: (result: StartResult) => void): void {
    const { container } = request;
    const image = container.image ?? '';
    const parsed = parseImageReference(image);
    if (!parsed.ok) {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${parsed.error}`;
      this.#event(request, 'Warning', 'InspectFailed', message);
      done(this.#failed(request, 'InvalidImageName', message, this.#syncBackOff()));
      return;
    }
    const { reference } = parsed;
    const present = this.#context.runtime.images.get(reference);
    const policy = container.imagePullPolicy ?? defaultPullPolicy(reference);
    if (present !== undefined && policy !== 'Always') {
      const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
      this.#event(request, 'Normal', 'Pulled', message);
      this.#create(request, present, done);
    } else if (policy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      this.#event(request, 'Warning', 'ErrImageNeverPull', message);
      done(this.#failed(request, 'ErrImageNeverPull', message, this.#syncBackOff()));
    } else this.#pull(request, reference, done);
  }

  #pull(
    request: StartRequest,
    reference: ImageReference,
    done: (result: StartResult) => void,
  ): void {
    const { container, work } = request;
    const { simulation, runtime } = this.#context;
    const image = container.image ?? '';
    const untilMs =
      work.pullFailedAtMs === undefined
        ? undefined
        : work.pullBackOff?.until(work.pullFailedAtMs, simulation.nowMs);
    if (untilMs !== undefined) {
      const message = `Back-off pulling image "${image}"`;
      this.#event(request, 'Normal', 'BackOff', message);
      done(
        this.#failed(
          request,
          'ImagePullBackOff',
          `${message}: ErrImagePull: ${work.pullError ?? ''}`,
          untilMs,
        ),
      );
      return;
    }
    this.#event(request, 'Normal', 'Pulling', `Pulling image "${image}"`);
    request.onPull();
    runtime.images.pull(reference, (result) => {
      if (this.#context.isRunning()) this.#pulled(request, result, done);
    });
  }

  #pulled(request: StartRequest, result: PullResult, done: (result: StartResult) => void): void {
    const { container, work } = request;
    const image = container.image ?? '';
    if (result.ok) {
      const { tookMs, waitedMs } = result;
      const size = String(result.image.image.sizeBytes);
      const message =
        `Successfully pulled image "${image}" in ${goDuration(tookMs)} ` +
        `(${goDuration(waitedMs)} including waiting). Image size: ${size} bytes.`;
      work.pullBackOff = undefined;
      work.pullFailedAtMs = undefined;
      this.#event(request, 'Normal', 'Pulled', message);
      this.#create(request, result.image, done);
      return;
    }
    const { nowMs } = this.#context.simulation;
    const isFirst = work.pullBackOff === undefined;
    work.pullBackOff ??= new BackOff(this.#context.timings);
    work.pullBackOff.next(nowMs, nowMs);
    work.pullFailedAtMs = nowMs;
    work.pullError = result.error;
    this.#event(request, 'Warning', 'Failed', `Failed to pull image "${image}": ${result.error}`);
    // The sync that follows a first failed pull comes with the runtime's next list of containers.
    const retryAtMs = isFirst ? nowMs + RELIST_MS : this.#syncBackOff();
    done(this.#failed(request, 'ErrImagePull', result.error, retryAtMs));
  }

  #create(request: StartRequest, image: LocalImage, done: (result: StartResult) => void): void {
    const { pod, container, podIP } = request;
    const { client, node, runtime } = this.#context;
    try {
      const problem = userProblem(pod, container, image);
      if (problem !== undefined) throw new ContainerConfigError(problem);
      const environment = containerEnvironment(pod, container, podIP, node.address, client);
      const expanded = withExpandedCommand(container, environment);
      runtime.startContainer(
        {
          podUid: pod.metadata.uid,
          namespace: pod.metadata.namespace ?? 'default',
          podName: pod.metadata.name,
          container: expanded,
          environment,
          image,
          hasMounts: (container.volumeMounts ?? []).some(
            ({ mountPath }) => !mountPath.startsWith('/var/run/secrets/'),
          ),
          hostname:
            pod.spec.hostNetwork === true ? node.name : (pod.spec.hostname ?? pod.metadata.name),
          podIP: pod.spec.hostNetwork === true ? undefined : podIP,
          pids: pidSharing(pod, container.name),
        },
        (created) => {
          if (this.#context.isRunning()) done(this.#started(request, created));
        },
      );
    } catch (error) {
      if (!(error instanceof ContainerConfigError)) throw error;
      done(
        this.#failed(
          request,
          'CreateContainerConfigError',
          error.message,
          this.#syncBackOff(),
          error.message,
        ),
      );
    }
  }

  #started(request: StartRequest, created: RuntimeContainer): StartResult {
    this.#event(request, 'Normal', 'Created', 'Container created');
    if (created.reason === 'StartError') {
      const message = created.message ?? '';
      const retryAtMs = this.#context.simulation.nowMs + RELIST_MS;
      return this.#failed(request, 'RunContainerError', message, retryAtMs, message);
    }
    this.#event(request, 'Normal', 'Started', 'Container started');
    return { kind: 'started', container: created };
  }

  /** `detail`: what the event says after `Error: ` where that is not the reason. */
  #failed(
    request: StartRequest,
    reason: string,
    message: string,
    retryAtMs: number | undefined,
    detail = reason,
  ): StartResult {
    this.#event(request, 'Warning', 'Failed', `Error: ${detail}`);
    return { kind: 'failed', waiting: { message, reason }, retryAtMs };
  }

  #syncBackOff(): number {
    const { simulation } = this.#context;
    return simulation.nowMs + simulation.random.between(SYNC_BACKOFF_MIN_MS, SYNC_BACKOFF_MAX_MS);
  }

  #event(request: StartRequest, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.recorder.event(
      request.pod,
      type,
      reason,
      message,
      fieldPathOf(request.pod, request.container),
    );
  }
}

/** `spec.containers{web}`: what events about a container point to. */
export function fieldPathOf(pod: Pod, container: Container): string {
  const { containers, ephemeralContainers = [] } = pod.spec;
  const list = containers.includes(container)
    ? 'containers'
    : ephemeralContainers.some(({ name }) => name === container.name)
      ? 'ephemeralContainers'
      : 'initContainers';
  return `spec.${list}{${container.name}}`;
}

/** As the API server defaults it: a moving tag is pulled every time. */
function defaultPullPolicy(reference: ImageReference): 'Always' | 'IfNotPresent' {
  const moves = reference.digest === undefined && (reference.tag ?? 'latest') === 'latest';
  return moves ? 'Always' : 'IfNotPresent';
}

function userProblem(pod: Pod, container: Container, { image }: LocalImage): string | undefined {
  const own = container.securityContext;
  const shared = pod.spec.securityContext;
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return undefined;
  const user = own?.runAsUser ?? shared?.runAsUser;
  const { name, namespace = 'default', uid } = pod.metadata;
  const who = `(pod: "${name}_${namespace}(${uid})", container: ${container.name})`;
  if (user === 0) return `container's runAsUser breaks non-root policy ${who}`;
  if (user !== undefined || image.nonRoot === true) return undefined;
  return `container has runAsNonRoot and image will run as root ${who}`;
}

function withExpandedCommand(
  container: Container,
  environment: Readonly<Record<string, string>>,
): Container {
  const { command, args } = container;
  const uses = (texts: readonly string[] = []): boolean => texts.some((text) => text.includes('$'));
  if (!uses(command) && !uses(args)) return container;
  const expanded: Mutable<Container> = { ...container };
  if (command !== undefined) expanded.command = command.map((text) => expand(text, environment));
  if (args !== undefined) expanded.args = args.map((text) => expand(text, environment));
  return expanded;
}

/** Whose processes a container of the pod sees. Source: pkg/kubelet/util (PIDNamespacePolicy). */
function pidSharing({ spec }: Pod, name: string): ContainerRequest['pids'] {
  if (spec.shareProcessNamespace === true) return 'pod';
  const ephemeral = spec.ephemeralContainers?.find((each) => each.name === name);
  const target = ephemeral?.targetContainerName;
  return target ? { target } : undefined;
}
