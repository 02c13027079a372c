import assert from 'node:assert/strict';
import { KubernetesSchema } from '../../../src/apis/schema/schemaBundle';
import { apiVersionOf } from '../../../src/apimachinery/resource';
import { SCHEMA } from '../../kubernetesSchema';

describe('Kubernetes schema', () => {
  it('holds all GA group versions, kinds and schemas of Kubernetes 1.36', () => {
    const names = SCHEMA.schemaNames;
    const kinds = names.filter((name) => SCHEMA.schema(name)?.gvk !== undefined);
    assert.equal(SCHEMA.version, '1.36');
    assert.equal(SCHEMA.groupVersions.length, 22);
    assert.equal(kinds.length, 132);
    assert.equal(names.length, 584);
    assert.equal(SCHEMA.resources.length, 68);
  });

  it('puts the core group first and the preferred version of a group before the others', () => {
    const order = SCHEMA.groupVersions.map(apiVersionOf);
    assert.equal(order[0], 'v1');
    assert.ok(order.indexOf('autoscaling/v2') < order.indexOf('autoscaling/v1'));
  });

  it('finds a resource for every kind that is neither a list nor sent to a subresource', () => {
    const onlySentToSubresources = ['Eviction', 'Scale', 'TokenRequest'];
    const without = SCHEMA.schemaNames.flatMap((name) => {
      const gvk = SCHEMA.schema(name)?.gvk;
      if (gvk === undefined || gvk.kind.endsWith('List')) return [];
      return SCHEMA.resourceOfKind(gvk) === undefined ? [gvk.kind] : [];
    });
    assert.deepEqual(without.sort(), onlySentToSubresources);
  });

  it('finds a schema for the kind of every resource', () => {
    const without = SCHEMA.resources.filter((each) => SCHEMA.schemaFor(each) === undefined);
    assert.deepEqual(without, []);
  });

  it('describes a resource as discovery does', () => {
    const deployments = SCHEMA.resource('apps/v1', 'deployments');
    assert.ok(deployments);
    assert.equal(deployments.kind, 'Deployment');
    assert.equal(deployments.singular, 'deployment');
    assert.equal(deployments.namespaced, true);
    assert.deepEqual(deployments.shortNames, ['deploy']);
    assert.deepEqual(deployments.categories, ['all']);
    assert.deepEqual(deployments.verbs, [
      'create',
      'delete',
      'deletecollection',
      'get',
      'list',
      'patch',
      'update',
      'watch',
    ]);
    assert.deepEqual([...deployments.subresources.keys()], ['scale', 'status']);
    assert.deepEqual(deployments.subresources.get('scale')?.kind, {
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
    });
  });

  it('knows which kind a connection to a pod takes', () => {
    const exec = SCHEMA.resource('v1', 'pods')?.subresources.get('exec');
    assert.deepEqual(exec, {
      name: 'exec',
      kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
      verbs: ['create', 'get'],
    });
  });

  it('has cluster-scoped and namespaced resources', () => {
    const clusterScoped = ['namespaces', 'nodes', 'persistentvolumes', 'componentstatuses'];
    const core = SCHEMA.resources.filter((each) => each.group === '' && !each.namespaced);
    assert.deepEqual(core.map((each) => each.plural).sort(), clusterScoped.sort());
  });

  it('walks from a kind to a field through lists and maps', () => {
    const image = SCHEMA.fieldAt('apps.v1.Deployment', [
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'image',
    ]);
    assert.equal(image?.type, 'string');
    assert.match(image.description ?? '', /^Container image name/);
    const limit = SCHEMA.fieldAt('core.v1.Container', ['resources', 'limits', 'cpu']);
    assert.equal(limit?.format, 'quantity');
    const port = SCHEMA.fieldAt('core.v1.Service', ['spec', 'ports', 0, 'targetPort']);
    assert.equal(port?.format, 'int-or-string');
  });

  it('says undefined where a path or a name leaves the schema', () => {
    assert.equal(SCHEMA.fieldAt('core.v1.Pod', ['spec', 'contaners']), undefined);
    assert.equal(SCHEMA.fieldAt('core.v1.Pod', ['spec', 'containers', 'name']), undefined);
    assert.equal(SCHEMA.fieldAt('core.v1.Pod', ['spec', 'constructor']), undefined);
    assert.equal(SCHEMA.schema('toString'), undefined);
    assert.equal(SCHEMA.groupVersion('hasOwnProperty'), undefined);
  });

  it('tells number formats, bytes and times apart', () => {
    const format = (name: string, field: string): string | undefined =>
      SCHEMA.field(name, field)?.format;
    assert.equal(format('apps.v1.DeploymentSpec', 'replicas'), 'int32');
    assert.equal(format('core.v1.PodSpec', 'activeDeadlineSeconds'), 'int64');
    assert.equal(format('meta.v1.ObjectMeta', 'creationTimestamp'), 'date-time');
    assert.equal(format('coordination.v1.LeaseSpec', 'renewTime'), 'micro-time');
    assert.equal(SCHEMA.field('core.v1.Secret', 'data')?.values?.format, 'byte');
    assert.equal(SCHEMA.field('core.v1.Secret', 'stringData')?.values?.format, undefined);
  });

  it('carries the corrected facts on lists and atomic structs', () => {
    assert.equal(SCHEMA.field('storage.v1.CSIDriverSpec', 'volumeLifecycleModes')?.listType, 'set');
    const conditions = SCHEMA.field(
      'admissionregistration.v1.MutatingAdmissionPolicySpec',
      'matchConditions',
    );
    assert.equal(conditions?.listType, 'map');
    assert.deepEqual(conditions.listMapKeys, ['name']);
    assert.equal(SCHEMA.schema('meta.v1.OwnerReference')?.mapType, 'atomic');
    assert.equal(SCHEMA.schema('core.v1.ScopedResourceSelectorRequirement')?.mapType, undefined);
  });

  it('has a description for nearly every field', () => {
    const bare = SCHEMA.schemaNames.flatMap((name) =>
      Object.entries(SCHEMA.schema(name)?.properties ?? {})
        .filter(([, field]) => field.description === undefined)
        .map(([field]) => `${name}.${field}`),
    );
    // Kubernetes itself leaves these without text.
    const silent = [
      'apiextensions.v1.JSONSchemaProps',
      'apiextensions.v1.ExternalDocumentation',
      'Info',
    ];
    const others = bare.filter((name) => !silent.includes(name.slice(0, name.lastIndexOf('.'))));
    assert.deepEqual(others.sort(), [
      'certificates.v1.CertificateSigningRequest.metadata',
      'certificates.v1.CertificateSigningRequestList.metadata',
      'meta.v1.WatchEvent.type',
      'networking.v1.IngressRule.http',
    ]);
  });

  it('names schemas as OpenAPI documents do', () => {
    assert.equal(SCHEMA.openApiName('core.v1.Pod'), 'io.k8s.api.core.v1.Pod');
    assert.equal(
      SCHEMA.openApiName('meta.v1.ObjectMeta'),
      'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    );
    assert.equal(SCHEMA.openApiName('Quantity'), 'io.k8s.apimachinery.pkg.api.resource.Quantity');
  });

  it('is constructed without work on the bundle', () => {
    const bundle = {
      version: '1.36',
      get groupVersions(): never {
        throw new Error('read too early');
      },
      get schemas(): never {
        throw new Error('read too early');
      },
    };
    assert.equal(new KubernetesSchema(bundle).version, '1.36');
  });
});
