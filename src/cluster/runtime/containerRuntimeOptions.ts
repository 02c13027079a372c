// What a container runtime stands on.
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import type { ImageCatalogue } from './imageCatalogue';
import type { ImagePullTimings } from './imagePullTimings';
import type { NetworkView } from './networkView';

export interface ContainerRuntimeOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly images: ImageCatalogue;
  readonly network: NetworkView;
  readonly node: string;
  readonly pullTimings?: ImagePullTimings | undefined;
}
