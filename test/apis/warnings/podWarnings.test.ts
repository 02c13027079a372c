import assert from 'node:assert/strict';
import { POD_RULES } from '../../../src/apis/core/pod';
import { POD_TEMPLATE_RULES } from '../../../src/apis/core/podTemplate';
import { warningsOf } from './warnings';

const CONTAINER = 'containers: [{ name: c, image: nginx }]';

function ofPod(spec: string, metadata = '{}'): readonly string[] {
  return warningsOf(POD_RULES, `{ metadata: ${metadata}, spec: { ${spec} } }`);
}

describe('warnings of pods', () => {
  it('are few', () => {
    assert.deepEqual(ofPod(CONTAINER), []);
  });

  it('recommend names that can be hostnames', () => {
    assert.deepEqual(ofPod(CONTAINER, '{ name: web.v1 }'), [
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);
  });

  it('know the new names of old labels of nodes', () => {
    const selector = `${CONTAINER}, nodeSelector: { beta.kubernetes.io/arch: amd64, disk: ssd }`;
    assert.deepEqual(ofPod(selector), [
      'spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use "kubernetes.io/arch" instead',
    ]);
    const term = 'matchExpressions: [{ key: beta.kubernetes.io/os, operator: Exists }]';
    const affinity = `nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ ${term} }] } }`;
    assert.deepEqual(ofPod(`${CONTAINER}, affinity: { ${affinity} }`), [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
  });

  it('tell of selectors that match nothing', () => {
    const spread =
      'topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule }]';
    const anti =
      'affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone }] } }';
    const why = 'a null labelSelector results in matching no pod';
    assert.deepEqual(ofPod(`${CONTAINER}, ${spread}, ${anti}`), [
      `spec.topologySpreadConstraints[0].labelSelector: ${why}`,
      `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: ${why}`,
    ]);
  });

  it('tell of annotations that have become fields', () => {
    const annotations =
      '{ scheduler.alpha.kubernetes.io/critical-pod: "", container.apparmor.security.beta.kubernetes.io/c: unconfined }';
    const template = `template: { metadata: { annotations: ${annotations} }, spec: { ${CONTAINER} } }`;
    assert.deepEqual(warningsOf(POD_TEMPLATE_RULES, `{ ${template} }`), [
      'template.metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      'template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead',
    ]);
    const seccomp =
      '{ annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default } }';
    assert.deepEqual(ofPod(CONTAINER, seccomp), [
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
    ]);
    const profile = 'securityContext: { seccompProfile: { type: RuntimeDefault } }';
    assert.deepEqual(ofPod(`${CONTAINER}, ${profile}`, seccomp), []);
  });

  it('tell of what is said twice', () => {
    const env =
      'env: [{ name: A, value: x }, { name: A, value: y }, { name: A, value: $(A)z }, { name: A, value: $(A) }]';
    const aliases = 'hostAliases: [{ ip: 10.0.0.1 }, { ip: 10.0.0.1 }]';
    const secrets = 'imagePullSecrets: [{ name: s }, { name: s }, {}]';
    const hides = 'hides previous definition of "A", which may be dropped when using apply';
    assert.deepEqual(
      ofPod(`containers: [{ name: c, image: nginx, ${env} }], ${aliases}, ${secrets}`),
      [
        'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"',
        'spec.imagePullSecrets[1].name: duplicate name "s"',
        'spec.imagePullSecrets[2].name: invalid empty name ""',
        `spec.containers[0].env[1]: ${hides}`,
        `spec.containers[0].env[3]: ${hides}`,
      ],
    );
  });

  it('tell of ports that are in the way of each other', () => {
    const ports = (...items: string[]): string => `ports: [${items.join(', ')}]`;
    const one = `{ name: a, image: nginx, ${ports('{ containerPort: 80 }', '{ containerPort: 81, hostIP: 10.0.0.1 }')} }`;
    const other = `{ name: b, image: nginx, ${ports('{ containerPort: 80 }', '{ containerPort: 80, hostPort: 8080 }')} }`;
    assert.deepEqual(ofPod(`containers: [${one}, ${other}]`), [
      'spec.containers[0].ports[1]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:81 Protocol:TCP HostIP:10.0.0.1}',
      'spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]',
      'spec.containers[1].ports[1]: overlapping port definition with spec.containers[0].ports[0]',
      'spec.containers[1].ports[1]: overlapping port definition with spec.containers[1].ports[0]',
    ]);
  });

  it('know that a byte has no halves', () => {
    const resources = 'resources: { requests: { memory: 100m, cpu: 100m } }';
    assert.deepEqual(ofPod(`containers: [{ name: c, image: nginx, ${resources} }]`), [
      'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    ]);
  });

  it('are not given again for what changes', () => {
    const bad = `{ spec: { ${CONTAINER}, nodeSelector: { beta.kubernetes.io/os: linux } } }`;
    assert.deepEqual(warningsOf(POD_RULES, bad, bad), []);
  });
});
