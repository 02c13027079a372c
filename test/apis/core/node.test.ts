import assert from 'node:assert/strict';
import { LEASE_RULES } from '../../../src/apis/coordination/lease';
import { EVENT_RULES } from '../../../src/apis/core/event';
import { NAMESPACE_RULES } from '../../../src/apis/core/namespace';
import { NODE_RULES } from '../../../src/apis/core/node';
import { SERVICE_ACCOUNT_RULES } from '../../../src/apis/core/serviceAccount';
import { ENDPOINT_SLICE_RULES } from '../../../src/apis/discovery/endpointSlice';
import { complaints, defaulted, objectOf, updateComplaints } from '../complaints';

describe('nodes', () => {
  it('offer all that they have unless they say less', () => {
    const node = defaulted(NODE_RULES, 'status: { capacity: { cpu: 4, memory: 8192Mi } }');
    assert.deepEqual(node.status.allocatable, { cpu: '4', memory: '8Gi' });
    assert.equal(NODE_RULES.defaults(node), node);
    assert.deepEqual(NODE_RULES.selectableFields?.(node), { 'spec.unschedulable': 'false' });
  });

  it('have taints that differ in key or effect', () => {
    assert.deepEqual(
      complaints(NODE_RULES, 'spec: { taints: [{ key: a, effect: NoSchedule }] }'),
      [],
    );
    assert.deepEqual(
      complaints(NODE_RULES, 'spec: { taints: [{ key: a, effect: Never }, { key: b }] }'),
      [
        'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        'metadata.taints[1].effect: Required value',
      ],
    );
    const twice =
      'spec: { taints: [{ key: a, effect: NoSchedule }, { key: a, effect: NoSchedule }] }';
    assert.deepEqual(complaints(NODE_RULES, twice), [
      'metadata.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}: taints must be unique by key and effect pair',
    ]);
  });

  it('keep their pod addresses', () => {
    const at = (cidr: string): string => `spec: { podCIDR: ${cidr} }`;
    assert.deepEqual(updateComplaints(NODE_RULES, at('10.244.1.0/24'), at('10.244.2.0/24')), [
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ]);
    assert.deepEqual(updateComplaints(NODE_RULES, 'spec: {}', at('10.244.2.0/24')), []);
  });

  it('belong to no namespace', () => {
    assert.deepEqual(complaints(NODE_RULES, 'metadata: { name: a, namespace: b }'), [
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
  });
});

describe('namespaces', () => {
  it('are labelled with their name and active', () => {
    const namespace = defaulted(NAMESPACE_RULES, 'metadata: { name: team-a }');
    assert.deepEqual(namespace.metadata.labels, { 'kubernetes.io/metadata.name': 'team-a' });
    assert.equal(namespace.status.phase, 'Active');
    assert.equal(NAMESPACE_RULES.defaults(namespace), namespace);
  });

  it('have names without dots', () => {
    assert.deepEqual(complaints(NAMESPACE_RULES, 'metadata: { name: team.a }'), [
      'metadata.name: Invalid value: "team.a": must not contain dots',
    ]);
  });
});

describe('metadata', () => {
  it('needs a name and a namespace', () => {
    assert.deepEqual(complaints(SERVICE_ACCOUNT_RULES, 'metadata: { name: "", namespace: "" }'), [
      'metadata.name: Required value: name or generateName is required',
      'metadata.namespace: Required value',
    ]);
    assert.deepEqual(complaints(SERVICE_ACCOUNT_RULES, 'metadata: { generateName: web- }'), []);
  });

  it('has one controlling owner', () => {
    const owner = (name: string): string =>
      `{ apiVersion: apps/v1, kind: ReplicaSet, name: ${name}, uid: u, controller: true }`;
    const [complaint = '', ...rest] = complaints(
      SERVICE_ACCOUNT_RULES,
      `metadata: { ownerReferences: [${owner('a')}, ${owner('b')}] }`,
    );
    assert.deepEqual(rest, []);
    assert.match(
      complaint,
      /Only one reference can have Controller set to true\. Found "true" in references for a and b$/,
    );
  });

  it('has finalizers with a domain', () => {
    assert.deepEqual(
      complaints(SERVICE_ACCOUNT_RULES, 'metadata: { finalizers: [orphan, example.com/a] }'),
      [],
    );
    assert.deepEqual(complaints(SERVICE_ACCOUNT_RULES, 'metadata: { finalizers: [mine] }'), [
      'metadata.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });

  it('keeps name, uid and time of creation', () => {
    assert.deepEqual(
      updateComplaints(SERVICE_ACCOUNT_RULES, 'metadata: { uid: a }', 'metadata: { uid: b }'),
      ['metadata.uid: Invalid value: "b": field is immutable'],
    );
  });

  it('has annotations of at most 256 KiB', () => {
    const manifest = `metadata: { annotations: { a: ${'x'.repeat(262_144)} } }`;
    assert.deepEqual(complaints(SERVICE_ACCOUNT_RULES, manifest), [
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ]);
  });
});

describe('endpoint slices', () => {
  it('have protocols by default, and good addresses', () => {
    const slice = defaulted(ENDPOINT_SLICE_RULES, '{ addressType: IPv4, ports: [{ port: 80 }] }');
    assert.deepEqual(slice.ports, [{ name: '', port: 80, protocol: 'TCP' }]);
    assert.deepEqual(complaints(ENDPOINT_SLICE_RULES, '{ endpoints: [{ addresses: [] }] }'), [
      'addressType: Required value',
      'endpoints[0].addresses: Required value: must contain at least 1 address',
    ]);
    const bad = '{ addressType: IPv4, endpoints: [{ addresses: [here] }], ports: [{}, {}] }';
    assert.deepEqual(complaints(ENDPOINT_SLICE_RULES, bad), [
      'endpoints[0].addresses[0]: Invalid value: "here": must be an IPv4 address',
      'ports[1].name: Duplicate value: ""',
    ]);
  });
});

describe('leases', () => {
  it('last for some time', () => {
    assert.deepEqual(
      complaints(LEASE_RULES, 'spec: { leaseDurationSeconds: 0, leaseTransitions: -1 }'),
      [
        'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
        'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
      ],
    );
  });
});

describe('events', () => {
  it('live beside what they are about', () => {
    assert.deepEqual(
      complaints(EVENT_RULES, 'involvedObject: { kind: Pod, namespace: default }'),
      [],
    );
    assert.deepEqual(complaints(EVENT_RULES, 'involvedObject: { kind: Node }'), []);
    assert.deepEqual(complaints(EVENT_RULES, 'involvedObject: { kind: Pod, namespace: other }'), [
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ]);
  });

  it('can be selected by what they are about', () => {
    const event = objectOf(
      EVENT_RULES,
      '{ involvedObject: { kind: Pod, name: a }, reason: Killing, source: { component: kubelet } }',
    );
    const fields = EVENT_RULES.selectableFields?.(event);
    assert.equal(fields?.['involvedObject.name'], 'a');
    assert.equal(fields.reason, 'Killing');
    assert.equal(fields.source, 'kubelet');
  });
});
