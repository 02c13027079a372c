// The registries of the simulated world, as data: which images there are, how big they are, and
// what a container made from one does.
// Differs from Kubernetes: digests are derived from the name, and registries need no login.
import { putHex } from '../../simulation/hex8';
import { canonicalName, repositoryOf, type ImageReference } from './imageReference';
import { KNOWN_IMAGES } from './knownImages';

/** Which tags a repository has: some by name, and all versions up to the newest. */
export interface TagRule {
  readonly names: readonly string[];
  /** `1.29.4`: each `major[.minor[.patch]]` up to it exists, also as a `-variant` of a common name. */
  readonly newest?: string;
  /** Tags that were last pushed before 2016, in a format that containerd 2.1 and later refuse. */
  readonly outdated?: readonly string[];
}

/** What a server needs in its environment, as the entry points of database images check it. */
export interface RequiredEnvironment {
  readonly oneOf: readonly string[];
  /** What it prints before it exits with code 1. */
  readonly output: readonly string[];
}

/** The reaction to SIGTERM; undefined where the signal is ignored. */
export interface TermReaction {
  readonly afterMs: number;
  readonly exitCode: number;
}

/** What the image's own entry point does. */
export type ImageProgram =
  | {
      readonly kind: 'server';
      readonly ports: readonly number[];
      /** From the start of the process until its ports accept connections. */
      readonly startMs: number;
      readonly term: TermReaction | undefined;
      /** Paths that are answered with 200, the others with 404; undefined: all are. */
      readonly paths?: readonly string[];
      readonly requires?: RequiredEnvironment;
      readonly output?: readonly string[];
    }
  | {
      readonly kind: 'task';
      readonly durationMs: number;
      readonly exitCode: number;
      readonly output: readonly string[];
    }
  /** An interactive shell: without a terminal it ends at once. */
  | { readonly kind: 'shell' };

export interface CatalogueImage {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tags: TagRule | 'any';
  /** Compressed, as it is pulled. */
  readonly sizeBytes: number;
  readonly program: ImageProgram;
  /** `busybox`, `gnu`: which shell and small tools it holds; `none` for images from scratch. */
  readonly userland: 'busybox' | 'gnu' | 'none';
  /** Executables beside the userland's. The first is the one that the entry point runs. */
  readonly binaries: readonly string[];
  /** True where the image sets a user other than root. */
  readonly nonRoot?: boolean;
}

/** As a node has it that has pulled it: one object for all nodes. */
export interface LocalImage {
  /** `docker.io/library/nginx:latest`. */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:...`: the imageID of container statuses. */
  readonly id: string;
  readonly image: CatalogueImage;
}

export type CatalogueAnswer =
  | { readonly kind: 'found'; readonly local: LocalImage }
  | { readonly kind: 'unknownRepository' }
  | { readonly kind: 'unknownTag' }
  /** Its manifest is of Docker's schema 1. */
  | { readonly kind: 'outdatedFormat' };

export class ImageCatalogue {
  readonly #images = new Map<string, CatalogueImage>();
  /** No registry answers. */
  isUnreachable = false;
  readonly #found = new Map<string, CatalogueAnswer>();

  constructor(images: readonly CatalogueImage[] = KNOWN_IMAGES) {
    for (const image of images) this.#images.set(image.repository, image);
  }

  lookup(reference: ImageReference): CatalogueAnswer {
    const name = canonicalName(reference);
    let answer = this.#found.get(name);
    if (answer === undefined) {
      answer = this.#find(reference, name);
      if (answer.kind === 'found') this.#found.set(name, answer);
    }
    return answer;
  }

  #find(reference: ImageReference, name: string): CatalogueAnswer {
    const image = this.#images.get(repositoryOf(reference));
    if (image === undefined) return { kind: 'unknownRepository' };
    if (reference.digest === undefined && !hasTag(image.tags, reference.tag ?? 'latest')) {
      return { kind: 'unknownTag' };
    }
    if (image.tags !== 'any' && image.tags.outdated?.includes(reference.tag ?? '') === true) {
      return { kind: 'outdatedFormat' };
    }
    const digest = reference.digest ?? `sha256:${hexHash(name, 64)}`;
    return { kind: 'found', local: { name, id: `${repositoryOf(reference)}@${digest}`, image } };
  }
}

/** A version, and after it build numbers or the names that variants of images commonly have. */
const VERSION_TAG =
  /^v?(\d+(?:\.\d+){0,2})(?:-(?:\d+|alpine|slim|perl|otel|debian|ubuntu|bookworm|bullseye|buster|trixie|jammy|noble|management|apache|fpm|cli|glibc|musl|uclibc|oracle|oraclelinux\d*)(?:[\d.]*))*$/;

function hasTag(rule: TagRule | 'any', tag: string): boolean {
  if (rule === 'any' || rule.names.includes(tag)) return true;
  if (rule.newest === undefined) return false;
  const match = VERSION_TAG.exec(tag);
  if (match === null) return false;
  const version = numbersOf(match[1] ?? '');
  const newest = numbersOf(rule.newest);
  for (const [position, part] of version.entries()) {
    const bound = newest[position] ?? 0;
    if (part < bound) return position < 2 ? version.slice(position + 1).every(isPlausible) : true;
    if (part > bound) return false;
  }
  return true;
}

/** Minor and patch numbers of older versions: none of the images known here went beyond. */
function isPlausible(part: number): boolean {
  return part <= 60;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

/** `digits` hex digits that depend on the text alone. */
export function hexHash(text: string, digits: number): string {
  const codes: number[] = [];
  for (let start = 0; start < digits; start += 8) {
    let value = 0x811c9dc5 ^ Math.imul(start / 8 + 1, 0x9e3779b1);
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    value ^= value >>> 15;
    value = Math.imul(value, 0x2c1b3c6d);
    value ^= value >>> 12;
    const kept = Math.min(8, digits - start);
    putHex(codes, start, value >>> (32 - 4 * kept), kept);
  }
  return String.fromCharCode(...codes);
}
