// The cluster that the stories about faults break: three workers, and a web server on each.
import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import type { FaultTarget } from '../../../src/cluster/faults/fault';
import { ClusterLab } from '../clusterLab';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: nginx, image: 'nginx:1.29' }]
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: { matchLabels: { app: web } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

export function faultLab(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(WEB);
  lab.untilReady('web');
  lab.runFor(20_000);
  return lab;
}

export function fault(lab: ClusterLab, id: string, target: FaultTarget = {}): void {
  lab.input({ type: 'fault', fault: id, target });
}

export function lift(lab: ClusterLab, id: string, target: FaultTarget = {}): void {
  lab.input({ type: 'liftFault', fault: id, target });
}

/** What becomes of a connection to port 80 that is tried on a node. */
export function request(lab: ClusterLab, node: string, address: string): string | undefined {
  return lab.cluster.machines.get(node)?.network.connect(undefined, address, 80).kind;
}

/** The web server on a node. */
export function podOn(lab: ClusterLab, node: string): Pod {
  const pod = lab.pods('web').find(({ spec }) => spec.nodeName === node);
  return pod ?? assert.fail(`no pod on ${node}`);
}
