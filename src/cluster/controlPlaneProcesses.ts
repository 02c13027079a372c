// The processes of a control plane node, by the name of the static pod's container that each lives
// and dies with.
import type { KubernetesSchema } from '../apis/schema/schemaBundle';
import type { Simulation } from '../simulation/simulation';
import type { Component, ComponentContext } from './client/component';
import { LeaderElected } from './client/leaderElection/leaderElected';
import type { ClusterTimings } from './clusterTimings';
import type { ControlPlaneServer } from './controlPlane';
import type { ControlPlaneComponent } from './controlPlaneManifests';
import { ControllerManager, type ControllerManagerOptions } from './controllers/controllerManager';
import type { RootCertificate } from './controllers/rootCertificate';
import { MemberServing } from './memberServing';
import { Scheduler } from './scheduler/scheduler';
import type { Verdicts } from './scheduler/verdicts';
import { Serving } from './serving';

export interface ControlPlaneParts {
  readonly server: ControlPlaneServer;
  readonly simulation: Simulation;
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
  const { server, schema, timings, verdicts, rootCertificate, contextOf } = parts;
  const { name: host } = server;
  const serving = servingOf(parts.simulation, server);
  const manager = contextOf('system:kube-controller-manager');
  const managerOptions: ControllerManagerOptions = {
    ...resourcesToClean(schema),
    rootCertificate,
    schema,
    nodeMonitor: timings,
  };
  const scheduler = contextOf('system:kube-scheduler');
  return new Map<ControlPlaneComponent, Component>([
    ['etcd', serving.etcd],
    ['kube-apiserver', serving.server],
    [
      'kube-controller-manager',
      new LeaderElected(manager, new ControllerManager(manager, managerOptions), {
        name: 'kube-controller-manager',
        host,
        component: 'kube-controller-manager',
      }),
    ],
    [
      'kube-scheduler',
      new LeaderElected(scheduler, new Scheduler(scheduler, { host, backoff: timings, verdicts }), {
        name: 'kube-scheduler',
        host,
        component: 'default-scheduler',
      }),
    ],
  ]);
}

function servingOf(
  simulation: Simulation,
  { api, member }: ControlPlaneServer,
): { readonly etcd: Component; readonly server: Component } {
  if (member !== undefined)
    return { etcd: member, server: new MemberServing(simulation, api, member) };
  const serving = new Serving(api);
  return { etcd: serving.part(), server: serving.part() };
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
