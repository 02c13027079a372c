import assert from 'node:assert/strict';
import { SCHEMA } from '../kubernetesSchema';
import { header, row } from './tableRow';

describe('tables', () => {
  it('have the columns of kubectl get', () => {
    assert.equal(header('', 'Pod'), 'NAME READY STATUS RESTARTS AGE');
    assert.equal(header('', 'Node'), 'NAME STATUS ROLES AGE VERSION');
    assert.equal(header('', 'Service'), 'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE');
    assert.equal(header('apps', 'Deployment'), 'NAME READY UP-TO-DATE AVAILABLE AGE');
    assert.equal(header('', 'Event'), 'LAST SEEN TYPE REASON OBJECT MESSAGE');
    assert.equal(header('rbac.authorization.k8s.io', 'Role'), 'NAME CREATED AT');
  });

  it('exist for every kind, but for those that have none in Kubernetes either', () => {
    const plain = SCHEMA.resources
      .filter(({ verbs }) => verbs.includes('get'))
      .filter(({ group, kind }) => header(group, kind) === 'NAME CREATED AT')
      .map(({ kind }) => kind);
    assert.deepEqual(plain.sort(), [
      'ClusterRole',
      'CustomResourceDefinition',
      'LimitRange',
      'Role',
    ]);
  });

  it('show nodes', () => {
    const manifest = `
      metadata: { labels: { node-role.kubernetes.io/control-plane: "" } }
      spec: { unschedulable: true }
      status: { conditions: [{ type: Ready, status: "Unknown" }], nodeInfo: { kubeletVersion: v1.35.0 }, addresses: [{ type: InternalIP, address: 172.18.0.2 }] }`;
    assert.equal(
      row('', 'Node', manifest),
      'web | NotReady,SchedulingDisabled | control-plane | 24h | v1.35.0',
    );
    assert.match(row('', 'Node', manifest, true), /172\.18\.0\.2 \| <none> \| <unknown>/);
    assert.equal(row('', 'Node', '{}'), 'web | Unknown | <none> | 24h | ');
  });

  it('show services', () => {
    const nodePort =
      'spec: { type: NodePort, clusterIP: 10.96.0.7, ports: [{ port: 80, nodePort: 30080, protocol: TCP }, { port: 53, protocol: UDP }], selector: { b: "2", a: "1" } }';
    assert.equal(
      row('', 'Service', nodePort),
      'web | NodePort | 10.96.0.7 | <none> | 80:30080/TCP,53/UDP | 24h',
    );
    assert.match(row('', 'Service', nodePort, true), / \| a=1,b=2$/);
    assert.equal(
      row('', 'Service', 'spec: { type: LoadBalancer, clusterIP: 10.96.0.8 }'),
      'web | LoadBalancer | 10.96.0.8 | <pending> | <none> | 24h',
    );
    assert.equal(
      row('', 'Service', 'spec: { type: ExternalName, externalName: db.example }'),
      'web | ExternalName | <none> | db.example | <none> | 24h',
    );
  });

  it('show workloads', () => {
    const template =
      'selector: { matchLabels: { app: web } }, template: { spec: { containers: [{ name: a, image: nginx }, { name: b, image: redis }] } }';
    const deployment = `{ spec: { replicas: 3, ${template} }, status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 } }`;
    assert.equal(row('apps', 'Deployment', deployment), 'web | 2/3 | 3 | 1 | 24h');
    assert.match(row('apps', 'Deployment', deployment, true), / \| a,b \| nginx,redis \| app=web$/);
    assert.equal(
      row(
        'apps',
        'ReplicaSet',
        `{ spec: { replicas: 3, ${template} }, status: { replicas: 2, readyReplicas: 1 } }`,
      ),
      'web | 3 | 2 | 1 | 24h',
    );
    assert.equal(
      row('', 'ReplicationController', '{ spec: { replicas: 2 }, status: { replicas: 2 } }'),
      'web | 2 | 2 | 0 | 24h',
    );
    assert.equal(
      row(
        'apps',
        'DaemonSet',
        `{ spec: { ${template} }, status: { desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2 } }`,
      ),
      'web | 3 | 3 | 2 | 0 | 0 | <none> | 24h',
    );
  });

  it('show what is small', () => {
    assert.equal(row('', 'Namespace', 'status: { phase: Active }'), 'web | Active | 24h');
    assert.equal(
      row('', 'ConfigMap', '{ data: { a: b }, binaryData: { c: ZA== } }'),
      'web | 2 | 24h',
    );
    assert.equal(
      row('', 'Secret', '{ type: Opaque, data: { a: Yg== } }'),
      'web | Opaque | 1 | 24h',
    );
    assert.equal(row('', 'ServiceAccount', '{}'), 'web | 0 | 24h');
    assert.equal(
      row('coordination.k8s.io', 'Lease', 'spec: { holderIdentity: worker-1 }'),
      'web | worker-1 | 24h',
    );
    assert.equal(
      row(
        'discovery.k8s.io',
        'EndpointSlice',
        '{ addressType: IPv4, ports: [{ port: 80 }], endpoints: [{ addresses: [10.0.0.1] }, { addresses: [10.0.0.2] }, { addresses: [10.0.0.3] }, { addresses: [10.0.0.4] }] }',
      ),
      'web | IPv4 | 80 | 10.0.0.1,10.0.0.2,10.0.0.3 + 1 more... | 24h',
    );
  });

  it('show events by what they are about', () => {
    const event =
      '{ involvedObject: { kind: Pod, name: web-1 }, type: Warning, reason: BackOff, message: "Back-off ", lastTimestamp: "2026-01-01T23:59:30Z", firstTimestamp: "2026-01-01T23:50:00Z", count: 4, source: { component: kubelet, host: worker-1 } }';
    assert.equal(row('', 'Event', event), '30s | Warning | BackOff | pod/web-1 | Back-off');
    assert.match(
      row('', 'Event', event, true),
      /kubelet, worker-1 \| Back-off \| 10m \| 4 \| web$/,
    );
  });

  it('show volumes and claims', () => {
    const volume = `
      spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteMany, ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, storageClassName: slow, volumeMode: Filesystem, claimRef: { namespace: default, name: data } }
      status: { phase: Bound }`;
    assert.equal(
      row('', 'PersistentVolume', volume),
      'web | 1Gi | RWO,RWX | Retain | Bound | default/data | slow | <unset> |  | 24h',
    );
    const claim = `
      spec: { volumeName: disk, accessModes: [ReadWriteOnce] }
      status: { phase: Bound, capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce] }`;
    assert.equal(
      row('', 'PersistentVolumeClaim', claim),
      'web | Bound | disk | 1Gi | RWO |  | <unset> | 24h',
    );
    assert.equal(
      row('', 'PersistentVolumeClaim', 'status: { phase: Pending }'),
      'web | Pending |  |  |  |  | <unset> | 24h',
    );
  });

  it('mark the class for claims that name none', () => {
    const storageClass = `
      metadata: { name: fast, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }
      provisioner: ebs.csi.aws.com
      reclaimPolicy: Delete
      volumeBindingMode: Immediate`;
    assert.equal(
      row('storage.k8s.io', 'StorageClass', storageClass),
      'fast (default) | ebs.csi.aws.com | Delete | Immediate | false | 24h',
    );
  });
});
