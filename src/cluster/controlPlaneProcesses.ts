// The processes of a control plane node, by the name of the static pod's container that each lives
// and dies with.
import type { KubernetesSchema } from '../apis/schema/schemaBundle';
import type { ApiServer } from './apiserver/apiServer';
import type { Component, ComponentContext } from './client/component';
import { LeaderElected } from './client/leaderElection/leaderElected';
import type { ClusterTimings } from './clusterTimings';
import type { ControlPlaneComponent } from './controlPlaneManifests';
import { ControllerManager, type ControllerManagerOptions } from './controllers/controllerManager';
import type { RootCertificate } from './controllers/rootCertificate';
import { Scheduler } from './scheduler/scheduler';
import type { Verdicts } from './scheduler/verdicts';
import { Serving } from './serving';

export interface ControlPlaneParts {
  readonly node: string;
  readonly api: ApiServer;
  readonly schema: KubernetesSchema;
  readonly timings: ClusterTimings;
  /** Where the schedulers of all control plane nodes keep their verdicts. */
  readonly verdicts: Verdicts;
  readonly rootCertificate: RootCertificate;
  /** What a component of this node is given, under the user's name. */
  readonly contextOf: (user: string) => ComponentContext;
}

export function controlPlaneProcesses(
  parts: ControlPlaneParts,
): ReadonlyMap<ControlPlaneComponent, Component> {
  const { node, api, schema, timings, verdicts, rootCertificate, contextOf } = parts;
  const serving = new Serving(api);
  const manager = contextOf('system:kube-controller-manager');
  const managerOptions: ControllerManagerOptions = {
    ...resourcesToClean(schema),
    rootCertificate,
    schema,
    nodeMonitor: timings,
  };
  const scheduler = contextOf('system:kube-scheduler');
  return new Map<ControlPlaneComponent, Component>([
    ['etcd', serving.part()],
    ['kube-apiserver', serving.part()],
    [
      'kube-controller-manager',
      new LeaderElected(manager, new ControllerManager(manager, managerOptions), {
        name: 'kube-controller-manager',
        host: node,
        component: 'kube-controller-manager',
      }),
    ],
    [
      'kube-scheduler',
      new LeaderElected(
        scheduler,
        new Scheduler(scheduler, { host: node, backoff: timings, verdicts }),
        {
          name: 'kube-scheduler',
          host: node,
          component: 'default-scheduler',
        },
      ),
    ],
  ]);
}

/** What goes with its namespace and with its owner: every kind that can be deleted, but Events once. */
function resourcesToClean(
  schema: KubernetesSchema,
): Pick<ControllerManagerOptions, 'namespacedResources' | 'collectedResources'> {
  const deletable = schema.resources.filter(
    ({ group, verbs }) => group !== 'events.k8s.io' && verbs.includes('delete'),
  );
  return {
    namespacedResources: deletable.filter(({ namespaced }) => namespaced),
    collectedResources: deletable.filter(({ plural }) => plural !== 'events'),
  };
}
