// What a computer is made of, and what it is connected to.
import type { Draft, StringMap } from '../../apimachinery/objectMeta';
import type { UserInfo } from '../../apimachinery/userInfo';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Pod, Taint } from '../../apis/generated/core/v1';
import type { Simulation } from '../../simulation/simulation';
import type { Client } from '../client/client';
import type { Component } from '../client/component';
import type { ClusterNetwork } from '../network/clusterNetwork';
import type { ImageCatalogue, LocalImage } from '../runtime/imageCatalogue';
import type { ImagePullTimings } from '../runtime/imagePullTimings';
import type { KubeletTimings } from './kubeletTimings';
import type { SharedStatusParts } from './sharedStatusParts';

export interface MachineOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  /** A connection to the API server from this machine. */
  readonly connect: (user: UserInfo) => Client;
  readonly name: string;
  /** `172.18.0.3`. */
  readonly address: string;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Default 110. */
  readonly maxPods?: number;
  readonly labels?: StringMap;
  /** Set on the node when it registers. */
  readonly taints?: readonly Taint[];
  /** Its /etc/kubernetes/manifests. */
  readonly staticPods?: readonly Draft<Pod>[];
  /**
   * Processes that are simulated themselves, by the name of the kube-system container in which they
   * run: each is started and stopped with its container.
   */
  readonly processes?: ReadonlyMap<string, Component>;
  readonly images: ImageCatalogue;
  /** Those that it brings along, where that was found out before. */
  readonly preloaded?: readonly LocalImage[];
  /** Shared by the machines of a cluster; its own by default. */
  readonly statusParts?: SharedStatusParts;
  /** Names of containers that fail soon after they have started, as with a broken configuration. */
  readonly failing?: ReadonlySet<string>;
  /** The wires to the other machines; none by default. */
  readonly network?: ClusterNetwork;
  /** `v1.35.2`. */
  readonly kubeletVersion: string;
  /** Kubernetes' by default. */
  readonly timings?: KubeletTimings & ImagePullTimings;
}
