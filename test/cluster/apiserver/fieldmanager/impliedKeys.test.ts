// The addresses of pods among who owns what: left out in what is stored, stated to every client.
import assert from 'node:assert/strict';
import type { Pod } from '../../../../src/apis/generated/core/v1';
import { PODS } from '../../../../src/apis/resources';
import type { RestResult } from '../../../../src/cluster/client/restHandler';
import { bind, podDraft, ServerLab } from '../serverLab';

const LIST = '/api/v1/namespaces/default/pods';

/** A pod that runs on worker-1 and has an address. */
function running(lab: ServerLab, name: string, ip: string): Pod {
  lab.client.create(PODS, 'default', podDraft({ name }), { fieldManager: 'one' });
  bind(lab.client, name, 'worker-1');
  const pod: Pod = lab.client.get(PODS, 'default', name);
  return lab.clientOf('system:node:worker-1').updateStatus(PODS, {
    ...pod,
    status: { ...pod.status, podIPs: [{ ip }] },
  });
}

interface Request {
  readonly method?: string;
  readonly accept?: string;
  readonly type?: string;
  readonly body?: unknown;
}

/** The answer to an administrator's request over the REST interface. */
function ask(lab: ServerLab, target: string, request: Request = {}): string {
  const { method = 'GET', accept = 'application/json', type = 'application/json', body } = request;
  const result: RestResult = lab.api.rest(lab.api, 'v1.36.0').handle({
    method,
    target,
    headers: { accept, 'content-type': type },
    user: lab.client.user,
    body: body === undefined ? '' : JSON.stringify(body),
  });
  assert.equal(result.type, 'response');
  const text = result.body;
  return typeof text === 'string' ? text : [...text].join('');
}

describe('keys that an object says itself', () => {
  it('are left out in what is stored, so that the pods of a template own one set of fields', () => {
    const lab = new ServerLab();
    const a = running(lab, 'a', '10.244.1.2');
    const b = running(lab, 'b', '10.244.1.3');
    assert.ok(a.metadata.managedFields !== undefined);
    assert.equal(a.metadata.managedFields, b.metadata.managedFields);
  });

  it('are stated in objects, lists, tables and metadata', () => {
    const lab = new ServerLab();
    running(lab, 'a', '10.244.1.2');
    running(lab, 'b', '10.244.1.3');
    const metadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';
    for (const text of [
      ask(lab, LIST),
      ask(lab, LIST, { accept: metadata }),
      ask(lab, LIST, { accept: table }),
      ask(lab, `${LIST}/a`) + ask(lab, `${LIST}/b`),
    ]) {
      for (const ip of ['10.244.1.2', '10.244.1.3']) {
        assert.ok(text.includes(`"k:{\\"ip\\":\\"${ip}\\"}":{".":{},"f:ip":{}}`), ip);
      }
      assert.ok(!text.includes('k:*'));
    }
  });

  it('come back from clients and are still left out', () => {
    const lab = new ServerLab();
    const before = running(lab, 'a', '10.244.1.2');
    const pod: unknown = JSON.parse(ask(lab, `${LIST}/a`));
    ask(lab, `${LIST}/a`, { method: 'PUT', body: pod });
    assert.equal(lab.client.get(PODS, 'default', 'a'), before);
  });

  it('are stated where a configuration is applied, and tell its items from those that are there', () => {
    const lab = new ServerLab();
    running(lab, 'a', '10.244.1.2');
    const answer = ask(lab, `${LIST}/a/status?fieldManager=two`, {
      method: 'PATCH',
      type: 'application/apply-patch+yaml',
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        status: { podIPs: [{ ip: '10.244.1.9' }] },
      },
    });
    const { metadata, status } = JSON.parse(answer) as Pod;
    assert.deepEqual(status.podIPs, [{ ip: '10.244.1.2' }, { ip: '10.244.1.9' }]);
    const owned = (manager: string): string =>
      JSON.stringify(metadata.managedFields?.find((each) => each.manager === manager)?.fieldsV1);
    assert.equal(owned('two'), addresses('{"k:{\\"ip\\":\\"10.244.1.9\\"}":{".":{},"f:ip":{}}}'));
    assert.equal(
      owned('kubelet'),
      addresses('{".":{},"k:{\\"ip\\":\\"10.244.1.2\\"}":{".":{},"f:ip":{}}}'),
    );
  });
});

/** A set of fields with these below the pod's addresses. */
function addresses(fields: string): string {
  return `{"f:status":{"f:podIPs":${fields}}}`;
}
