import assert from 'node:assert/strict';
import type { Draft } from '../../../../src/apimachinery/objectMeta';
import type { Container, Pod, PodSpec } from '../../../../src/apis/generated/core/v1';
import { DEPLOYMENTS, NAMESPACES, PODS } from '../../../../src/apis/resources';
import type { ApiResponse } from '../../../../src/cluster/client/apiHandler';
import { podDraft, ServerLab } from '../serverLab';

const HARDENED: Container['securityContext'] = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function labelled(labels: Readonly<Record<string, string>>): ServerLab {
  const cluster = new ServerLab();
  label(cluster, labels);
  return cluster;
}

function label(cluster: ServerLab, labels: object, dryRun = false): ApiResponse {
  const named = Object.entries(labels).map(([mode, level]) => [
    `pod-security.kubernetes.io/${mode}`,
    String(level),
  ]);
  return cluster.api.handle({
    verb: 'patch',
    user: cluster.client.user,
    resource: NAMESPACES,
    namespace: undefined,
    name: 'default',
    patch: { type: 'merge', body: { metadata: { labels: Object.fromEntries(named) } } },
    options: { dryRun },
  });
}

function pod(context: Container['securityContext'], spec: Partial<PodSpec> = {}): Draft<Pod> {
  const containers = [
    { name: 'web', image: 'nginx', securityContext: context, ...spec.containers?.[0] },
  ];
  return podDraft({ name: 'web' }, { ...spec, containers });
}

describe('PodSecurity', () => {
  it('lets everything pass where the namespace asks for nothing', () => {
    const { client } = new ServerLab();
    client.create(PODS, 'default', pod({ privileged: true }, { hostNetwork: true }));
  });

  it('refuses what is not hardened, and says what to do', () => {
    const { client } = labelled({ enforce: 'restricted' });
    assert.throws(() => client.create(PODS, 'default', pod(undefined)), {
      reason: 'Forbidden',
      message:
        'pods "web" is forbidden: violates PodSecurity "restricted:latest": ' +
        'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), ' +
        'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), ' +
        'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    });
    client.create(PODS, 'default', pod(HARDENED));
  });

  const BASELINE: readonly (readonly [Draft<Pod>, string])[] = [
    [
      pod({ privileged: true }),
      'privileged (container "web" must not set securityContext.privileged=true)',
    ],
    [
      pod({}, { hostNetwork: true, hostPID: true }),
      'host namespaces (hostNetwork=true, hostPID=true)',
    ],
    [
      pod({ capabilities: { add: ['SYS_ADMIN', 'NET_ADMIN', 'CHOWN'] } }),
      'non-default capabilities (container "web" must not include "NET_ADMIN", "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      pod({}, { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
      'hostPath volumes (volume "logs")',
    ],
    [
      pod(
        {},
        {
          containers: [
            { name: 'web', image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }] },
          ],
        },
      ),
      'hostPort (container "web" uses hostPort 80)',
    ],
    [
      pod(
        { seccompProfile: { type: 'Unconfined' } },
        { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      ),
      'seccompProfile (pod and container "web" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      pod({ seLinuxOptions: { type: 'spc_t', user: 'root' } }),
      'seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
    [
      pod({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      pod({ appArmorProfile: { type: 'Unconfined' } }),
      'forbidden AppArmor profile (container "web" must not set AppArmor profile type to "Unconfined")',
    ],
  ];
  for (const [draft, why] of BASELINE) {
    it(`of baseline refuses ${why.slice(0, why.indexOf(' ('))}`, () => {
      const { client } = labelled({ enforce: 'baseline', 'enforce-version': 'v1.30' });
      assert.throws(() => client.create(PODS, 'default', draft), {
        message: `pods "web" is forbidden: violates PodSecurity "baseline:v1.30": ${why}`,
      });
    });
  }

  const RESTRICTED: readonly (readonly [Draft<Pod>, string])[] = [
    [
      pod(HARDENED, { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
      'restricted volume types (volume "logs" uses restricted volume type "hostPath")',
    ],
    [pod({ ...HARDENED, runAsUser: 0 }), 'runAsUser=0 (container "web" must not set runAsUser=0)'],
    [
      pod({ ...HARDENED, runAsNonRoot: false }),
      'runAsNonRoot != true (container "web" must not set securityContext.runAsNonRoot=false)',
    ],
    [
      pod({ ...HARDENED, capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
      'unrestricted capabilities (container "web" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
  ];
  for (const [draft, why] of RESTRICTED) {
    it(`of restricted refuses ${why}`, () => {
      const { client } = labelled({ enforce: 'restricted' });
      assert.throws(() => client.create(PODS, 'default', draft), {
        message: `pods "web" is forbidden: violates PodSecurity "restricted:latest": ${why}`,
      });
    });
  }

  it('warns of workloads whose pods it would warn of, and lets them pass', () => {
    const cluster = labelled({ enforce: 'restricted', warn: 'baseline' });
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: pod({ privileged: true }).spec };
    const { warnings } = cluster.api.handle({
      verb: 'create',
      user: cluster.client.user,
      resource: DEPLOYMENTS,
      namespace: 'default',
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { selector: { matchLabels: labels }, template },
      },
      options: {},
    });
    assert.deepEqual(warnings, [
      'would violate PodSecurity "baseline:latest": ' +
        'privileged (container "web" must not set securityContext.privileged=true)',
    ]);
    cluster.api.handle({
      verb: 'list',
      user: cluster.client.user,
      resource: PODS,
      namespace: 'default',
      options: {},
    });
  });

  it('tells which pods a new label would refuse, also as a dry run', () => {
    const cluster = new ServerLab();
    for (const name of ['a', 'b', 'c']) {
      cluster.client.create(PODS, 'default', podDraft({ name }, { hostNetwork: name === 'c' }));
    }
    assert.deepEqual(label(cluster, { enforce: 'baseline' }, true).warnings, [
      'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
      'c: host namespaces',
    ]);
    assert.deepEqual(label(cluster, { enforce: 'restricted' }).warnings?.slice(1), [
      'a (and 1 other pod): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
      'c: host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
    assert.equal(label(cluster, { enforce: 'baseline' }).warnings, undefined, 'no stricter');
  });

  it('refuses labels that make no sense', () => {
    assert.throws(() => labelled({ enforce: 'strict', 'warn-version': '1.30' }), {
      code: 422,
      message:
        'Namespace "default" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": ' +
        'must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: ' +
        'Invalid value: "1.30": must be "latest" or "v1.x"]',
    });
  });
});
