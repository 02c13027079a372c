// How fast images come: the way to the registry, and the download with its unpacking.

export interface ImagePullTimings {
  /** Of the registry, for one request. */
  readonly imageResolveMs: number;
  readonly imageBytesPerMs: number;
}

export const IMAGE_PULL_TIMINGS: ImagePullTimings = {
  imageResolveMs: 320,
  imageBytesPerMs: 40_000,
};
