import assert from 'node:assert/strict';
import {
  ApiConnectionError,
  ApiStatusError,
  conflict,
  invalid,
  notFound,
} from '../../src/apimachinery/apiStatus';
import { NAMESPACES } from '../../src/apis/resources';
import { applyManifests } from '../../src/kubectl/apply';
import { deleteManifests } from '../../src/kubectl/deleteManifests';
import type { FileVerbResult } from '../../src/kubectl/manifestVerb';
import { SCHEMA } from '../kubernetesSchema';
import { OracleCluster, manifests } from './applyFixture';

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
spec:
  replicas: 3
  selector: {matchLabels: {app: guestbook}}
  template:
    metadata: {labels: {app: guestbook}}
    spec:
      containers:
      - {name: php, image: "frontend:v5"}
`;
const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: frontend}
spec: {ports: [{port: 80}]}
`;
const PDB = `
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: pdb}
`;

function apply(cluster: OracleCluster, yaml: string): FileVerbResult {
  return applyManifests(manifests(yaml), {
    client: cluster,
    schema: SCHEMA,
    source: 'guestbook.yaml',
  });
}

describe('kubectl apply', () => {
  it('creates, then finds nothing to do, then configures what has changed', () => {
    const cluster = new OracleCluster();
    assert.equal(
      apply(cluster, `${DEPLOYMENT}---${SERVICE}`).stdout,
      'deployment.apps/frontend created\nservice/frontend created\n',
    );
    assert.equal(
      apply(cluster, `${DEPLOYMENT}---${SERVICE}`).stdout,
      'deployment.apps/frontend unchanged\nservice/frontend unchanged\n',
    );
    const scaled = apply(cluster, DEPLOYMENT.replace('replicas: 3', 'replicas: 5'));
    assert.equal(scaled.stdout, 'deployment.apps/frontend configured\n');
    assert.deepEqual(
      scaled.outcomes.map(({ outcome }) => outcome),
      ['configured'],
    );
    assert.equal(scaled.exitCode, 0);
    assert.equal(scaled.stderr, '');
  });

  it('keeps the manifest in the annotation, as kubectl writes it', () => {
    const cluster = new OracleCluster();
    apply(
      cluster,
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: c, annotations: {b: "<x>"}}\ndata: {z: "1", a: "2"}\n',
    );
    const { metadata } = cluster.get('configmaps', 'default', 'c') as {
      metadata: { annotations: Record<string, string> };
    };
    assert.deepEqual(metadata.annotations, {
      b: '<x>',
      'kubectl.kubernetes.io/last-applied-configuration':
        '{"apiVersion":"v1","data":{"a":"2","z":"1"},"kind":"ConfigMap","metadata":' +
        '{"annotations":{"b":"\\u003cx\\u003e"},"name":"c","namespace":"default"}}\n',
    });
  });

  it('goes on after an error, and prints it as kubectl does', () => {
    const cluster = new OracleCluster();
    cluster.refuse = (request) =>
      request.verb === 'create' && request.namespace === 'x'
        ? notFound(NAMESPACES, 'x')
        : undefined;
    const result = apply(
      cluster,
      `${DEPLOYMENT.replace('name: frontend', 'name: frontend\n  namespace: x')}---${SERVICE}`,
    );
    assert.equal(result.stdout, 'service/frontend created\n');
    assert.equal(
      result.stderr,
      'Error from server (NotFound): error when creating "guestbook.yaml": namespaces "x" not found\n',
    );
    assert.equal(result.exitCode, 1);
    assert.deepEqual(
      result.outcomes.map(({ documentIndex, outcome }) => [documentIndex, outcome]),
      [
        [0, 'failed'],
        [1, 'created'],
      ],
    );
  });

  it('says of a removed API version what kubectl says', () => {
    const one = apply(new OracleCluster(), PDB).stderr;
    const text =
      'resource mapping not found for name: "pdb" namespace: "" from "guestbook.yaml": ' +
      'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"\nensure CRDs are installed first\n';
    assert.equal(one, `error: ${text}`);
    assert.equal(apply(new OracleCluster(), `${PDB}---${PDB}`).stderr, text + text);
  });

  it('lists what is invalid field by field', () => {
    const cluster = new OracleCluster();
    const errors = [
      { type: 'FieldValueRequired', path: 'spec.selector', detail: 'Required value' },
      {
        type: 'FieldValueInvalid',
        path: 'spec.replicas',
        detail: 'Invalid value: -1: must be greater than or equal to 0',
      },
    ] as const;
    const refuse = (count: number): void => {
      cluster.refuse = ({ verb }) =>
        verb === 'create'
          ? invalid({ group: 'apps', kind: 'Deployment' }, 'frontend', errors.slice(0, count))
          : undefined;
    };
    refuse(1);
    assert.equal(
      apply(cluster, DEPLOYMENT).stderr,
      'The Deployment "frontend" is invalid: spec.selector: Required value\n',
    );
    refuse(2);
    assert.equal(
      apply(cluster, DEPLOYMENT).stderr,
      'The Deployment "frontend" is invalid: \n* spec.selector: Required value\n' +
        '* spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
    );
  });

  it('shows the patch that was refused', () => {
    const cluster = new OracleCluster();
    apply(cluster, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n');
    cluster.refuse = ({ verb }) =>
      verb === 'patch'
        ? new ApiStatusError('Forbidden', 'configmaps "c" is forbidden: no')
        : undefined;
    const { stderr } = apply(
      cluster,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n',
    );
    assert.match(
      stderr,
      /^Error from server \(Forbidden\): error when applying patch:\n\{"data":\{"a":"b"\},"metadata":/,
    );
    assert.ok(
      stderr.endsWith(
        '\nto:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\n' +
          'Name: "c", Namespace: "default"\nfor: "guestbook.yaml": error when patching "guestbook.yaml": ' +
          'configmaps "c" is forbidden: no\n',
      ),
      stderr,
    );
  });

  it('tries again when somebody else was faster', () => {
    const cluster = new OracleCluster();
    apply(cluster, DEPLOYMENT);
    let conflicts = 2;
    cluster.refuse = ({ verb, resource }) =>
      verb === 'patch' && conflicts-- > 0
        ? conflict(resource, 'frontend', 'the object has been modified')
        : undefined;
    assert.equal(
      apply(cluster, DEPLOYMENT.replace('replicas: 3', 'replicas: 5')).stdout,
      'deployment.apps/frontend configured\n',
    );
  });

  it('warns of an object that apply has not made, and takes it over', () => {
    const cluster = new OracleCluster();
    cluster.set('configmaps', 'default', 'c', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default' },
    });
    const result = apply(cluster, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n');
    assert.equal(result.stdout, 'configmap/c configured\n');
    assert.match(
      result.stderr,
      /^Warning: resource configmaps\/c is missing the kubectl.kubernetes.io\/last-applied-configuration annotation/,
    );
  });

  it('applies the items of a List', () => {
    const list =
      '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}]}';
    const cluster = new OracleCluster();
    assert.equal(apply(cluster, list).stdout, 'namespace/shop created\n');
    assert.equal(cluster.requests[0]?.namespace, undefined);
  });

  it('refuses what has no name, no kind or nothing at all', () => {
    const stderr = (yaml: string): string => apply(new OracleCluster(), yaml).stderr;
    assert.equal(
      stderr('apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: job-}\n'),
      'error: from job-: cannot use generate name with apply\n',
    );
    assert.equal(
      stderr('metadata: {name: x}\n'),
      'error: error validating "guestbook.yaml": error validating data: [apiVersion not set, kind not set]; ' +
        'if you choose to ignore these errors, turn validation off with --validate=false\n',
    );
    assert.equal(stderr('# nothing\n'), 'error: no objects passed to apply\n');
    assert.match(
      stderr('apiVersion: v1\nkind: Pod\n'),
      /^error: error when retrieving current configuration of:\nResource: "\/v1, Resource=pods"/,
    );
  });

  it('says that the API server cannot be reached', () => {
    const cluster = new OracleCluster();
    cluster.refuse = () =>
      new ApiConnectionError('dial tcp 10.0.0.2:6443: connect: no route to host');
    assert.equal(
      apply(cluster, DEPLOYMENT).stderr,
      'Unable to connect to the server: dial tcp 10.0.0.2:6443: connect: no route to host\n',
    );
  });
});

describe('kubectl delete', () => {
  it('deletes what the file holds, and names the namespace', () => {
    const cluster = new OracleCluster();
    const options = { client: cluster, schema: SCHEMA, source: 'guestbook.yaml' };
    const yaml = `${DEPLOYMENT}---${SERVICE}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n`;
    apply(cluster, yaml);
    assert.equal(
      deleteManifests(manifests(yaml), options).stdout,
      'deployment.apps "frontend" deleted from default namespace\n' +
        'service "frontend" deleted from default namespace\nnamespace "shop" deleted\n',
    );
    assert.equal(
      deleteManifests(manifests(DEPLOYMENT), options).stderr,
      'Error from server (NotFound): error when deleting "guestbook.yaml": deployments.apps "frontend" not found\n',
    );
  });
});
