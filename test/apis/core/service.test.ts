import assert from 'node:assert/strict';
import { SERVICE_RULES } from '../../../src/apis/core/service';
import { complaints, defaulted, updateComplaints } from '../complaints';

describe('services', () => {
  it('have the defaults of a real API server', () => {
    const plain = defaulted(SERVICE_RULES, 'spec: { ports: [{ port: 80 }] }');
    assert.deepEqual(plain.spec, {
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    });
    const balanced = defaulted(
      SERVICE_RULES,
      'spec: { type: LoadBalancer, sessionAffinity: ClientIP }',
    );
    assert.equal(balanced.spec.externalTrafficPolicy, 'Cluster');
    assert.equal(balanced.spec.allocateLoadBalancerNodePorts, true);
    assert.equal(balanced.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds, 10_800);
    const external = defaulted(
      SERVICE_RULES,
      'spec: { type: ExternalName, externalName: a.example }',
    );
    assert.equal(external.spec.internalTrafficPolicy, undefined);
    for (const service of [plain, balanced, external]) {
      assert.equal(SERVICE_RULES.defaults(service), service);
    }
  });

  const cases: readonly [string, string, readonly string[]][] = [
    ['good', 'spec: { ports: [{ port: 80 }] }', []],
    ['headless without ports', 'spec: { clusterIP: None }', []],
    ['no ports', 'spec: {}', ['spec.ports: Required value']],
    [
      'a name that starts with a digit',
      '{ metadata: { name: 1web }, spec: { ports: [{ port: 80 }] } }',
      [
        "metadata.name: Invalid value: \"1web\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [
      'several ports without names',
      'spec: { ports: [{ port: 80 }, { port: 443 }] }',
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      'ports of one name',
      'spec: { ports: [{ name: a, port: 80 }, { name: a, port: 443 }] }',
      ['spec.ports[1].name: Duplicate value: "a"'],
    ],
    [
      'one port twice',
      'spec: { ports: [{ name: a, port: 80 }, { name: b, port: 80 }] }',
      [
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      'a port out of range',
      'spec: { ports: [{ port: 70000 }] }',
      [
        'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'a bad target port',
      'spec: { ports: [{ port: 80, targetPort: My_Port }] }',
      [
        'spec.ports[0].targetPort: Invalid value: "My_Port": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'a node port for a cluster IP',
      'spec: { ports: [{ port: 80, nodePort: 30080 }] }',
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'an unknown type',
      'spec: { type: Public, ports: [{ port: 80 }] }',
      [
        'spec.type: Unsupported value: "Public": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'an external name without name',
      'spec: { type: ExternalName }',
      ['spec.externalName: Required value'],
    ],
    [
      'a headless node port',
      'spec: { type: NodePort, clusterIP: None, ports: [{ port: 80 }] }',
      [
        'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
      ],
    ],
    [
      'a cluster IP that is none',
      'spec: { clusterIP: here, ports: [{ port: 80 }] }',
      [
        'spec.clusterIPs[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      'an external policy inside',
      'spec: { externalTrafficPolicy: Local, ports: [{ port: 80 }] }',
      [
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
      ],
    ],
    [
      'an unknown affinity',
      'spec: { sessionAffinity: Cookie, ports: [{ port: 80 }] }',
      ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
    ],
  ];
  for (const [what, manifest, expected] of cases) {
    it(`${what}: ${expected.length === 0 ? 'accepted' : 'refused'}`, () => {
      assert.deepEqual(complaints(SERVICE_RULES, manifest), expected);
    });
  }

  it('keep their cluster IP', () => {
    const at = (ip: string): string => `spec: { clusterIP: ${ip}, ports: [{ port: 80 }] }`;
    assert.deepEqual(updateComplaints(SERVICE_RULES, at('10.96.0.5'), at('10.96.0.6')), [
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set',
    ]);
    assert.deepEqual(updateComplaints(SERVICE_RULES, at('10.96.0.5'), at('""')), [
      'spec.clusterIPs[0]: Invalid value: null: primary clusterIP can not be unset',
    ]);
    assert.deepEqual(updateComplaints(SERVICE_RULES, at('10.96.0.5'), at('10.96.0.5')), []);
  });
});
