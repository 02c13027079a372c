import assert from 'node:assert/strict';
import { IP_ADDRESS_RULES, SERVICE_CIDR_RULES } from '../../../src/apis/networking/addressRules';
import { INGRESS_RULES } from '../../../src/apis/networking/ingress';
import { INGRESS_CLASS_RULES } from '../../../src/apis/networking/ingressClass';
import { NETWORK_POLICY_RULES } from '../../../src/apis/networking/networkPolicy';
import { complaints, defaulted, updateComplaints } from '../complaints';

const BACKEND = 'backend: { service: { name: web, port: { number: 80 } } }';
const PATH = 'spec.rules[0].http.paths[0]';

function path(text: string): string {
  return `{ spec: { rules: [{ http: { paths: [{ ${text} }] } }] } }`;
}

const INGRESSES: readonly (readonly [string, readonly string[]])[] = [
  ['{}', ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
  [path(`path: /, ${BACKEND}`), [`${PATH}.pathType: Required value: pathType must be specified`]],
  [
    path(`path: web, pathType: Prefix, ${BACKEND}`),
    [`${PATH}.path: Invalid value: "web": must be an absolute path`],
  ],
  [
    path(`path: /a//b/.., pathType: Exact, ${BACKEND}`),
    [
      `${PATH}.path: Invalid value: "/a//b/..": must not contain '//'`,
      `${PATH}.path: Invalid value: "/a//b/..": cannot end with '/..'`,
    ],
  ],
  [path(`pathType: ImplementationSpecific, ${BACKEND}`), []],
  [
    path(`path: /, pathType: Glob, ${BACKEND}`),
    [
      `${PATH}.pathType: Unsupported value: "Glob": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
    ],
  ],
  [
    path(
      'path: /, pathType: Prefix, backend: { service: { name: Web, port: { name: a, number: 1 } } }',
    ),
    [
      `${PATH}.backend.service.name: Invalid value: "Web": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
      `${PATH}.backend: Invalid value: "": cannot set both port name & port number`,
    ],
  ],
  [
    path('path: /, pathType: Prefix, backend: { service: { name: web } }'),
    [`${PATH}.backend: Required value: port name or number is required`],
  ],
  [
    path('path: /, pathType: Prefix, backend: {}'),
    [`${PATH}.backend: Invalid value: "": resource or service backend is required`],
  ],
  [
    `{ spec: { rules: [{ host: 10.0.0.1 }, { host: "a.*.io" }] } }`,
    [
      'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
      `spec.rules[1].host: Invalid value: "a.*.io": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
  ],
  [
    '{ metadata: { annotations: { kubernetes.io/ingress.class: a } }, spec: { ingressClassName: b, defaultBackend: { service: { name: web, port: { name: http } } } } }',
    [
      'annotations.kubernetes.io/ingress.class: Invalid value: "a": must match `ingressClassName` when both are specified',
    ],
  ],
];

describe('ingresses', () => {
  for (const [manifest, expected] of INGRESSES) {
    it(`say of ${manifest}: ${expected[0] ?? 'good'}`, () => {
      assert.deepEqual(complaints(INGRESS_RULES, manifest), expected);
    });
  }
});

describe('ingress classes', () => {
  it('name a controller by its domain, once', () => {
    assert.deepEqual(complaints(INGRESS_CLASS_RULES, '{}'), [
      'spec.controller: Required value: at least one controller is required',
    ]);
    assert.deepEqual(complaints(INGRESS_CLASS_RULES, 'spec: { controller: nginx }'), [
      'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
    ]);
    const [before, after] = ['spec: { controller: a.io/b }', 'spec: { controller: a.io/c }'];
    assert.deepEqual(updateComplaints(INGRESS_CLASS_RULES, before, after), [
      'spec.controller: Invalid value: "a.io/c": field is immutable',
    ]);
  });

  it('look for their parameters in the cluster, unless told a namespace', () => {
    const at = (scope: string): string =>
      `spec: { controller: a.io/b, parameters: { kind: A, name: b${scope} } }`;
    assert.equal(defaulted(INGRESS_CLASS_RULES, at('')).spec.parameters?.scope, 'Cluster');
    assert.deepEqual(complaints(INGRESS_CLASS_RULES, at(', namespace: x')), [
      "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
    ]);
    assert.deepEqual(complaints(INGRESS_CLASS_RULES, at(', scope: Namespace')), [
      "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
    ]);
  });
});

describe('network policies', () => {
  it('are for what comes in, and for what goes out where they have rules of it', () => {
    const types = (spec: string): unknown =>
      defaulted(NETWORK_POLICY_RULES, `{ spec: ${spec} }`).spec.policyTypes;
    assert.deepEqual(types('{}'), ['Ingress']);
    assert.deepEqual(types('{ egress: [{}] }'), ['Ingress', 'Egress']);
    const { ingress } = defaulted(
      NETWORK_POLICY_RULES,
      'spec: { ingress: [{ ports: [{ port: 80 }] }] }',
    ).spec;
    assert.deepEqual(ingress, [{ ports: [{ port: 80, protocol: 'TCP' }] }]);
  });

  it('say what is wrong with ports and peers', () => {
    const manifest =
      'spec: { policyTypes: [Odd], ingress: [{ ports: [{ port: 0, protocol: ICMP }, { port: 90, endPort: 80 }, { port: http, endPort: 80 }, { endPort: 80 }], from: [{}, { podSelector: {}, ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/8, 11.0.0.0/16] } }, { ipBlock: { cidr: 10.0.0.0 } }, { ipBlock: {} }] }] }';
    const ports = 'spec.ingress[0].ports';
    const from = 'spec.ingress[0].from';
    assert.deepEqual(complaints(NETWORK_POLICY_RULES, manifest), [
      `${ports}[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"`,
      `${ports}[0].port: Invalid value: 0: must be between 1 and 65535, inclusive`,
      `${ports}[1].endPort: Invalid value: 80: must be greater than or equal to \`port\``,
      `${ports}[2].endPort: Invalid value: 80: may not be specified when \`port\` is non-numeric`,
      `${ports}[3].endPort: Invalid value: 80: may not be specified when \`port\` is not specified`,
      `${from}[0]: Required value: must specify a peer`,
      `${from}[1].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of \`cidr\``,
      `${from}[1].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of \`cidr\``,
      `${from}[1]: Forbidden: may not specify both ipBlock and another peer`,
      `${from}[2].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
      `${from}[3].ipBlock.cidr: Required value`,
      'spec.policyTypes[0]: Unsupported value: "Odd": supported values: "Ingress", "Egress"',
    ]);
  });

  it('know the blocks of the newer addresses', () => {
    const block = (except: string): readonly string[] =>
      complaints(
        NETWORK_POLICY_RULES,
        `spec: { egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32", except: ["${except}"] } }] }] }`,
      );
    assert.deepEqual(block('2001:db8:1::/48'), []);
    assert.equal(block('2001:db9::/48').length, 1);
    assert.equal(block('10.0.0.0/8').length, 1);
  });
});

describe('ranges and addresses of services', () => {
  it('are blocks, one a family, and stay', () => {
    assert.deepEqual(complaints(SERVICE_CIDR_RULES, '{}'), [
      'spec.cidrs: Required value: at least one CIDR required',
    ]);
    assert.equal(
      complaints(SERVICE_CIDR_RULES, 'spec: { cidrs: [10.0.0.0/16, 10.1.0.0/16] }').length,
      1,
    );
    const [before, after] = ['spec: { cidrs: [10.0.0.0/16] }', 'spec: { cidrs: [10.1.0.0/16] }'];
    assert.deepEqual(updateComplaints(SERVICE_CIDR_RULES, before, after), [
      'spec.cidrs: Invalid value: ["10.1.0.0/16"]: field is immutable',
    ]);
  });

  it('are addresses that belong to something', () => {
    assert.deepEqual(complaints(IP_ADDRESS_RULES, 'metadata: { name: web }'), [
      'metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'spec.parentRef: Required value',
    ]);
  });
});
