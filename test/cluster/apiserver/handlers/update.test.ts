import assert from 'node:assert/strict';
import {
  CONFIG_MAPS,
  DAEMON_SETS,
  DEPLOYMENTS,
  LEASES,
  NODES,
  PODS,
} from '../../../../src/apis/resources';
import type { Deployment } from '../../../../src/apis/generated/apps/v1';
import type { Client } from '../../../../src/cluster/client/client';
import { podDraft, ServerLab } from '../serverLab';

function createDeployment(client: Client): Deployment {
  return client.create(DEPLOYMENTS, 'default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx' }] },
      },
    },
  });
}

describe('updating an object', () => {
  it('is refused when somebody else was faster', () => {
    const { client } = new ServerLab();
    const first = createDeployment(client);
    client.update(DEPLOYMENTS, { ...first, spec: { ...first.spec, replicas: 3 } });
    assert.throws(
      () => client.update(DEPLOYMENTS, { ...first, spec: { ...first.spec, replicas: 4 } }),
      {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; ' +
          'please apply your changes to the latest version and try again',
      },
    );
  });

  it('bumps the generation for a new spec only', () => {
    const { client } = new ServerLab();
    const first = createDeployment(client);
    const labelled = client.update(DEPLOYMENTS, {
      ...first,
      metadata: { ...first.metadata, labels: { tier: 'front' } },
    });
    assert.equal(labelled.metadata.generation, 1);
    const scaled = client.update(DEPLOYMENTS, {
      ...labelled,
      spec: { ...labelled.spec, replicas: 5 },
    });
    assert.equal(scaled.metadata.generation, 2);
    const annotated = client.update(DEPLOYMENTS, {
      ...scaled,
      metadata: { ...scaled.metadata, annotations: { note: 'x' } },
    });
    assert.equal(annotated.metadata.generation, 3, "a deployment's annotations count");
  });

  it('counts the templates of a daemon set in an annotation', () => {
    const { client } = new ServerLab();
    const { spec } = createDeployment(client);
    const { selector, template } = spec;
    const first = client.create(DAEMON_SETS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent' },
      spec: { selector, template },
    });
    const annotation = 'deprecated.daemonset.template.generation';
    assert.deepEqual(first.metadata.annotations, { [annotation]: '1' });
    const patient = client.update(DAEMON_SETS, {
      ...first,
      metadata: { ...first.metadata, annotations: {} },
      spec: { ...first.spec, minReadySeconds: 5 },
    });
    assert.equal(patient.metadata.annotations?.[annotation], '1', 'nobody takes it away');
    const updated = client.update(DAEMON_SETS, {
      ...patient,
      spec: {
        ...patient.spec,
        template: { ...template, metadata: { labels: { app: 'web', v: '2' } } },
      },
    });
    assert.equal(updated.metadata.annotations?.[annotation], '2');
    assert.equal(updated.metadata.generation, 3);
  });

  it('leaves the status alone, as the status leaves the spec', () => {
    const { client } = new ServerLab();
    const first = createDeployment(client);
    const counted = client.updateStatus(DEPLOYMENTS, {
      ...first,
      spec: { ...first.spec, replicas: 99 },
      status: { replicas: 2, observedGeneration: 1 },
    });
    assert.equal(counted.spec.replicas, 2);
    assert.deepEqual(counted.status, { replicas: 2, observedGeneration: 1 });
    assert.equal(counted.metadata.generation, 1);
    const updated = client.update(DEPLOYMENTS, { ...counted, status: { replicas: 77 } });
    assert.equal(updated.status.replicas, 2);
  });

  it('with nothing new writes nothing', () => {
    const { client, api } = new ServerLab();
    const first = createDeployment(client);
    const before = api.etcd.revision;
    const copy = structuredClone(first);
    assert.equal(client.update(DEPLOYMENTS, copy), first);
    assert.equal(client.updateStatus(DEPLOYMENTS, copy), first);
    const emptyPatch = { type: 'merge', body: { spec: { replicas: 2 } } } as const;
    assert.equal(client.patch(DEPLOYMENTS, 'default', 'web', emptyPatch), first);
    assert.equal(api.etcd.revision, before);
  });

  it('keeps what no client may change', () => {
    const { client } = new ServerLab();
    const node = client.create(NODES, undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
    });
    const changed = client.update(NODES, {
      ...node,
      metadata: { ...node.metadata, creationTimestamp: '1999-01-01T00:00:00Z', labels: { a: 'b' } },
    });
    assert.equal(changed.metadata.creationTimestamp, node.metadata.creationTimestamp);
    assert.deepEqual(changed.metadata.labels, { a: 'b' });
  });

  it('is refused for another object of the same name', () => {
    const { client } = new ServerLab();
    const pod = client.create(PODS, 'default', podDraft({ name: 'web' }));
    const other = { ...pod, metadata: { ...pod.metadata, uid: 'other', resourceVersion: '' } };
    assert.throws(() => client.update(PODS, other), {
      message:
        'Operation cannot be fulfilled on pods "web": StorageError: invalid object, Code: 4, ' +
        'Key: /registry/pods/default/web, ResourceVersion: 0, AdditionalErrorMsg: ' +
        'Precondition failed: UID in precondition: other, ' +
        `UID in object meta: ${pod.metadata.uid}`,
    });
  });

  it('of an object that is not there is refused, but for kinds that are upserted', () => {
    const { client } = new ServerLab();
    const metadata = {
      name: 'a',
      namespace: 'default',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
    };
    assert.throws(
      () => client.update(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
      {
        message: 'configmaps "a" not found',
      },
    );
    const lease = client.update(LEASES, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata,
      spec: { holderIdentity: 'me' },
    });
    assert.equal(client.get(LEASES, 'default', 'a').metadata.uid, lease.metadata.uid);
  });

  it('needs a resourceVersion where kinds insist on it', () => {
    const { client } = new ServerLab();
    const lease = client.create(LEASES, 'default', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'a' },
      spec: {},
    });
    const unconditional = {
      ...lease,
      metadata: { ...lease.metadata, resourceVersion: '' },
      spec: { holderIdentity: 'me' },
    };
    assert.throws(() => client.update(LEASES, unconditional), {
      message:
        'leases.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: ' +
        'must be specified for an update',
    });
  });

  it('refuses a body of another name', () => {
    const { client } = new ServerLab();
    const pod = client.create(PODS, 'default', podDraft({ name: 'web' }));
    assert.throws(
      () =>
        client.request({
          verb: 'update',
          user: client.user,
          resource: PODS,
          namespace: 'default',
          name: 'other',
          body: pod,
          options: {},
        }),
      { message: 'the name of the object (web) does not match the name on the URL (other)' },
    );
  });
});

describe('patching an object', () => {
  it('merges into what is stored, whatever its version', () => {
    const { client } = new ServerLab();
    createDeployment(client);
    const patched = client.patch(DEPLOYMENTS, 'default', 'web', {
      type: 'strategic',
      body: {
        metadata: { labels: { a: 'b' } },
        spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } } },
      },
    });
    assert.equal(patched.spec.template.spec?.containers[0]?.image, 'nginx:2');
    assert.equal(
      patched.spec.template.spec.containers[0].terminationMessagePath,
      '/dev/termination-log',
    );
    assert.equal(patched.metadata.generation, 2);
  });

  it('is refused when it names an old version', () => {
    const { client } = new ServerLab();
    createDeployment(client);
    const body = { metadata: { resourceVersion: '1' }, spec: { replicas: 9 } };
    assert.throws(() => client.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body }), {
      reason: 'Conflict',
    });
  });

  it('of the status changes the status only', () => {
    const { client } = new ServerLab();
    createDeployment(client);
    const patched = client.patch(
      DEPLOYMENTS,
      'default',
      'web',
      { type: 'merge', body: { spec: { replicas: 9 }, status: { replicas: 1 } } },
      { subresource: 'status' },
    );
    assert.equal(patched.spec.replicas, 2);
    assert.equal(patched.status.replicas, 1);
  });

  it('that does not fit is refused as a whole', () => {
    const { client, api } = new ServerLab();
    createDeployment(client);
    const before = api.etcd.revision;
    assert.throws(
      () =>
        client.patch(DEPLOYMENTS, 'default', 'web', {
          type: 'json',
          body: [
            { op: 'replace', path: '/spec/replicas', value: 7 },
            { op: 'remove', path: '/spec/nothing' },
          ],
        }),
      {
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
      },
    );
    assert.throws(
      () =>
        client.patch(
          DEPLOYMENTS,
          'default',
          'web',
          { type: 'merge', body: { spec: { replica: 1 } } },
          { fieldValidation: 'Strict' },
        ),
      { message: /unknown field "spec.replica"/ },
    );
    assert.throws(
      () =>
        client.patch(DEPLOYMENTS, 'default', 'web', {
          type: 'merge',
          body: { spec: { replicas: -1 } },
        }),
      {
        message:
          'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: ' +
          'must be greater than or equal to 0',
      },
    );
    assert.equal(api.etcd.revision, before);
  });

  it('of what is not there is refused', () => {
    const { client } = new ServerLab();
    assert.throws(() => client.patch(PODS, 'default', 'nope', { type: 'merge', body: {} }), {
      message: 'pods "nope" not found',
    });
  });
});
