// A node's images, and the pulls that bring them: one at a time, as the kubelet's
// serializeImagePulls (default true) has it.
import type { Simulation } from '../../simulation/simulation';
import {
  hexHash,
  type CatalogueAnswer,
  type ImageCatalogue,
  type LocalImage,
} from './imageCatalogue';
import { IMAGE_PULL_TIMINGS, type ImagePullTimings } from './imagePullTimings';
import { canonicalName, type ImageReference } from './imageReference';

/** Media types of image manifests. */
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
const SCHEMA_2 = 'application/vnd.docker.distribution.manifest.v2+json';
const OCI = 'application/vnd.oci.image.manifest.v1+json';

/** `error` is what containerd answers, with the prefix that its gRPC code gets from the kubelet. */
export type PullResult =
  | {
      readonly ok: true;
      readonly image: LocalImage;
      readonly tookMs: number;
      readonly waitedMs: number;
    }
  | { readonly ok: false; readonly error: string };

/** How long containerd tries to connect to a registry. */
const DIAL_TIMEOUT_MS = 30_000;

interface Pull {
  readonly reference: ImageReference;
  readonly enqueuedAtMs: number;
  readonly done: (result: PullResult) => void;
}

const NO_IMAGES: readonly LocalImage[] = [];

export class ImageStore {
  readonly #simulation: Simulation;
  readonly #catalogue: ImageCatalogue;
  readonly #node: string;
  readonly #timings: ImagePullTimings;
  /** Biggest first. Never changed, as nodes to which nothing was pulled yet share one list. */
  #images = NO_IMAGES;
  #waiting: Pull[] = [];
  #active: Pull | undefined;

  constructor(
    simulation: Simulation,
    catalogue: ImageCatalogue,
    node: string,
    timings = IMAGE_PULL_TIMINGS,
  ) {
    this.#timings = timings;
    this.#simulation = simulation;
    this.#catalogue = catalogue;
    this.#node = node;
  }

  get(reference: ImageReference): LocalImage | undefined {
    return this.#named(canonicalName(reference));
  }

  get size(): number {
    return this.#images.length;
  }

  /** The images on disk, biggest first, as Node.status.images lists them. */
  list(): readonly LocalImage[] {
    return this.#images;
  }

  /** All but those named, and the image of the pods' sandboxes. */
  removeUnused(used: ReadonlySet<string>): void {
    this.#images = this.#images.filter(({ name }) => used.has(name) || name.includes('/pause:'));
  }

  /** Images that are there without a pull: what a node's machine image brings along, biggest first. */
  preload(images: readonly LocalImage[]): void {
    this.#images = images;
  }

  /** Calls `done` when the pull has ended, in its turn. */
  pull(reference: ImageReference, done: (result: PullResult) => void): void {
    this.#waiting.push({ reference, enqueuedAtMs: this.#simulation.nowMs, done });
    this.#startNext();
  }

  /** The machine lost power: no pull goes on. */
  abortPulls(): void {
    this.#waiting = [];
    this.#active = undefined;
  }

  #startNext(): void {
    if (this.#active !== undefined) return;
    const pull = this.#waiting.shift();
    if (pull === undefined) return;
    this.#active = pull;
    const startedAtMs = this.#simulation.nowMs;
    const label = `${this.#node} ${canonicalName(pull.reference)}`;
    this.#simulation.schedule(this.#durationMs(pull.reference), 'image pulled', label, () => {
      if (this.#active !== pull) return;
      this.#active = undefined;
      pull.done(this.#finish(pull, startedAtMs));
      this.#startNext();
    });
  }

  #durationMs(reference: ImageReference): number {
    if (this.#catalogue.isUnreachable) return DIAL_TIMEOUT_MS;
    const answer = this.#catalogue.lookup(reference);
    const resolveMs = this.#timings.imageResolveMs * this.#simulation.random.between(0.8, 1.4);
    if (answer.kind !== 'found' || this.#named(answer.local.name) !== undefined) return resolveMs;
    return (
      resolveMs +
      (answer.local.image.sizeBytes / this.#timings.imageBytesPerMs) *
        this.#simulation.random.between(0.9, 1.2)
    );
  }

  #finish(pull: Pull, startedAtMs: number): PullResult {
    const { reference } = pull;
    if (this.#catalogue.isUnreachable) return { ok: false, error: unreachable(reference) };
    const answer = this.#catalogue.lookup(reference);
    if (answer.kind !== 'found') return { ok: false, error: pullError(reference, answer.kind) };
    const image = this.#add(answer.local);
    const nowMs = this.#simulation.nowMs;
    return { ok: true, image, tookMs: nowMs - startedAtMs, waitedMs: nowMs - pull.enqueuedAtMs };
  }

  #named(name: string): LocalImage | undefined {
    return this.#images.find((each) => each.name === name);
  }

  #add(local: LocalImage): LocalImage {
    if (this.#named(local.name) === undefined) this.#images = withImage(this.#images, local);
    return local;
  }
}

/** The list with one more, in its place by size. */
export function withImage(images: readonly LocalImage[], added: LocalImage): readonly LocalImage[] {
  const at = images.findIndex(({ image }) => image.sizeBytes < added.image.sizeBytes);
  return images.toSpliced(at < 0 ? images.length : at, 0, added);
}

/** containerd's wording where no connection comes about. */
function unreachable(reference: ImageReference): string {
  const { domain, path, tag, digest } = reference;
  const name = canonicalName(reference);
  const host = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
  const url = `https://${host}/v2/${path}/manifests/${digest ?? tag ?? 'latest'}`;
  return (
    `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ` +
    `failed to do request: Head "${url}": dial tcp ${addressOf(host)}:443: i/o timeout`
  );
}

/** Some public address, always the same for the same host. */
function addressOf(host: string): string {
  const hash = hexHash(host, 6);
  const byte = (at: number): number => parseInt(hash.slice(at, at + 2), 16);
  return `34.${byte(0)}.${byte(2)}.${byte(4)}`;
}

/** containerd's wording; `NotFound` keeps its code in the kubelet's message, others do not. */
function pullError(
  reference: ImageReference,
  kind: Exclude<CatalogueAnswer['kind'], 'found'>,
): string {
  const name = canonicalName(reference);
  if (kind === 'outdatedFormat') {
    return (
      `rpc error: code = Unimplemented desc = failed to pull and unpack image "${name}": ` +
      `not implemented: media type "${SCHEMA_1}" is no longer supported since containerd v2.1, ` +
      `please rebuild the image as "${SCHEMA_2}" or "${OCI}"`
    );
  }
  const start = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `;
  if (kind === 'unknownTag') return `rpc error: code = NotFound desc = ${start}${name}: not found`;
  const denied = 'pull access denied, repository does not exist or may require authorization';
  return reference.domain === 'docker.io'
    ? `${start}${denied}: server message: insufficient_scope: authorization failed`
    : `rpc error: code = NotFound desc = ${start}${name}: not found`;
}
