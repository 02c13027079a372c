import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { ApiObject } from '../../../../src/apimachinery/objectMeta';
import { parseApiVersion } from '../../../../src/apimachinery/resource';
import type { Job } from '../../../../src/apis/generated/batch/v1';
import { SCHEMA } from '../../../kubernetesSchema';
import { ServerLab } from '../serverLab';

interface Parts extends ApiObject {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** Creates what a manifest says, as a user would. */
function create(lab: ServerLab, manifest: string): Parts {
  const body = parse(manifest) as ApiObject;
  const resource = SCHEMA.resourceOfKind({ ...parseApiVersion(body.apiVersion), kind: body.kind });
  if (resource === undefined) throw new Error(`no resource for ${body.kind}`);
  const namespace = resource.namespaced ? 'default' : undefined;
  return lab.client.create(resource, namespace, body, { fieldValidation: 'Strict' });
}

function update(lab: ServerLab, object: Parts): Parts {
  const gvk = { ...parseApiVersion(object.apiVersion), kind: object.kind };
  const resource = SCHEMA.resourceOfKind(gvk);
  if (resource === undefined) throw new Error(`no resource for ${object.kind}`);
  return lab.client.update(resource, object);
}

const TEMPLATE = '{ spec: { restartPolicy: Never, containers: [{ name: a, image: busybox }] } }';

describe('strategies', () => {
  it('count generations where Kubernetes does', () => {
    const lab = new ServerLab();
    const counted = [
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: { podSelector: {} }',
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: a }\nspec: { controller: a.io/b }',
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: a }\nspec: { minAvailable: 1 }',
      `apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { template: ${TEMPLATE} }`,
      'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: a }\nvalue: 1',
      'apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: { name: a }\nspec: {}',
    ];
    for (const manifest of counted) assert.equal(create(lab, manifest).metadata.generation, 1);
    const uncounted = [
      'apiVersion: v1\nkind: LimitRange\nmetadata: { name: a }\nspec: { limits: [] }',
      'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: a }\nspec: { hard: { pods: 1 } }',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: a }\nrules: []',
      'apiVersion: storage.k8s.io/v1\nkind: CSINode\nmetadata: { name: a }\nspec: { drivers: [] }',
    ];
    for (const manifest of uncounted) {
      assert.equal(create(lab, manifest).metadata.generation, undefined, manifest);
    }
  });

  it('bump the generation with the spec, and leave the status to its subresource', () => {
    const lab = new ServerLab();
    const created = create(
      lab,
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: a }\nspec: { minAvailable: 1 }\nstatus: { disruptionsAllowed: 3 }',
    );
    assert.deepEqual(created.status, {});
    const labelled = update(lab, {
      ...created,
      metadata: { ...created.metadata, labels: { a: 'b' } },
      status: { disruptionsAllowed: 3 },
    });
    assert.equal(labelled.metadata.generation, 1);
    assert.deepEqual(labelled.status, {});
    const changed = update(lab, { ...labelled, spec: { ...labelled.spec, minAvailable: 2 } });
    assert.equal(changed.metadata.generation, 2);
  });

  it('ask for the newest version where an update without one could do harm', () => {
    const lab = new ServerLab();
    const created = create(
      lab,
      'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: a }\nhandler: b',
    );
    assert.throws(
      () => update(lab, { ...created, metadata: { ...created.metadata, resourceVersion: '' } }),
      /metadata.resourceVersion: Invalid value: 0: must be specified for an update/,
    );
  });

  it('create by PUT what administrators write again and again', () => {
    const lab = new ServerLab();
    const role = parse(
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: a, namespace: default }\nrules: []',
    ) as ApiObject;
    assert.equal(update(lab, role).metadata.name, 'a');
  });

  it('let a job find its pods by its uid', () => {
    const lab = new ServerLab();
    const manifest = `apiVersion: batch/v1\nkind: Job\nmetadata: { name: pi }\nspec: { template: ${TEMPLATE} }`;
    // The kind says so.
    const { metadata, spec } = create(lab, manifest) as ApiObject as Job;
    const labels = {
      'controller-uid': metadata.uid,
      'job-name': 'pi',
      'batch.kubernetes.io/controller-uid': metadata.uid,
      'batch.kubernetes.io/job-name': 'pi',
    };
    assert.deepEqual(spec.selector, {
      matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid },
    });
    assert.deepEqual(spec.template.metadata?.labels, labels);
    assert.deepEqual(metadata.labels, labels);
  });

  it('find the API that kube-apiserver serves itself', () => {
    const lab = new ServerLab();
    const manifest = (service: string): string =>
      `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: { name: v1.${service ? 'x' : 'apps'} }\nspec: { group: ${service ? 'x' : 'apps'}, version: v1, groupPriorityMinimum: 1, versionPriority: 1${service} }`;
    const { status } = create(lab, manifest(''));
    assert.match(JSON.stringify(status), /"type":"Available","status":"True","reason":"Local"/);
    assert.deepEqual(create(lab, manifest(', service: { namespace: a, name: b }')).status, {});
  });
});
