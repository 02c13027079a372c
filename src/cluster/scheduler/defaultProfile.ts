// Which plugins the default scheduler runs, in which order and with which weight.
// Source: k8s.io/kubernetes/pkg/scheduler/apis/config/v1 (getDefaultPlugins).
//
// Differs from Kubernetes: InterPodAffinity, NodeVolumeLimits, VolumeRestrictions and VolumeZone are
// not there: pod affinity and limits of volumes are not looked at.
import type { Service } from '../../apis/generated/core/v1';
import {
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  POD_DISRUPTION_BUDGETS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  SERVICES,
  STORAGE_CLASSES,
} from '../../apis/resources';
import type { Client } from '../client/client';
import type { InformerFactory } from '../client/informerFactory';
import type { Plugin, Profile } from './framework/plugin';
import { DefaultBinder } from './plugins/defaultBinder';
import { DefaultPreemption } from './plugins/defaultPreemption';
import { DynamicResources } from './plugins/dynamicResources';
import { ImageLocality } from './plugins/imageLocality';
import { NodeAffinity } from './plugins/nodeAffinity';
import { NodeName } from './plugins/nodeName';
import { NodePorts } from './plugins/nodePorts';
import { NodeResourcesBalancedAllocation } from './plugins/nodeResourcesBalancedAllocation';
import { NodeResourcesFit } from './plugins/nodeResourcesFit';
import { NodeUnschedulable } from './plugins/nodeUnschedulable';
import { PodTopologySpread } from './plugins/podTopologySpread';
import { SchedulingGates } from './plugins/schedulingGates';
import type { SelectorListers } from './plugins/spreadConstraint';
import { TaintToleration } from './plugins/taintToleration';
import { VolumeBinding } from './plugins/volumeBinding';
import type { VolumeListers } from './volumeChoice';

export function defaultProfile(informers: InformerFactory, client: Client): Profile {
  const taintToleration = new TaintToleration();
  const nodeAffinity = new NodeAffinity();
  const nodeResourcesFit = new NodeResourcesFit();
  const podTopologySpread = new PodTopologySpread(selectorListers(informers));
  const volumeBinding = new VolumeBinding(volumeListers(informers), client);
  return {
    preEnqueue: [new SchedulingGates()],
    filter: [
      new NodeUnschedulable(),
      new NodeName(),
      taintToleration,
      nodeAffinity,
      new NodePorts(),
      nodeResourcesFit,
      volumeBinding,
      podTopologySpread,
    ],
    postFilter: [
      new DynamicResources(),
      new DefaultPreemption(() => client.list(POD_DISRUPTION_BUDGETS).items),
    ],
    score: [
      { plugin: taintToleration, weight: 3 },
      { plugin: nodeAffinity, weight: 2 },
      { plugin: nodeResourcesFit, weight: 1 },
      { plugin: podTopologySpread, weight: 2 },
      { plugin: new NodeResourcesBalancedAllocation(), weight: 1 },
      { plugin: new ImageLocality(), weight: 1 },
    ],
    reserve: [volumeBinding],
    preBind: [volumeBinding],
    bind: new DefaultBinder(client),
  };
}

/** All plugins of a profile by name. */
export function pluginsByName(profile: Profile): ReadonlyMap<string, Plugin> {
  const plugins: readonly Plugin[] = [
    ...profile.preEnqueue,
    ...profile.filter,
    ...profile.postFilter,
    ...profile.score.map(({ plugin }) => plugin),
    ...profile.reserve,
    ...profile.preBind,
    profile.bind,
  ];
  return new Map(plugins.map((plugin) => [plugin.name, plugin]));
}

function volumeListers(informers: InformerFactory): VolumeListers {
  const nodes = informers.informer(NODES);
  return {
    claims: informers.informer(PERSISTENT_VOLUME_CLAIMS),
    volumes: informers.informer(PERSISTENT_VOLUMES),
    classes: informers.informer(STORAGE_CLASSES),
    node: (name) => nodes.get(undefined, name),
  };
}

function selectorListers(informers: InformerFactory): SelectorListers {
  const services = informers.informer(SERVICES);
  services.addIndex(
    'namespace',
    ({ metadata }: Service) => [metadata.namespace ?? ''],
    ({ metadata }) => metadata.namespace,
  );
  const replicaSets = informers.informer(REPLICA_SETS);
  const controllers = informers.informer(REPLICATION_CONTROLLERS);
  return {
    servicesIn: (namespace) => services.byIndex('namespace', namespace),
    replicaSet: (namespace, name) => replicaSets.get(namespace, name),
    replicationController: (namespace, name) => controllers.get(namespace, name),
  };
}
