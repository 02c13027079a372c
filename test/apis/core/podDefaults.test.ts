import assert from 'node:assert/strict';
import { hasTagLatest } from '../../../src/apis/core/containerDefaults';
import { POD_RULES } from '../../../src/apis/core/pod';
import { DEPLOYMENT_RULES } from '../../../src/apis/apps/deployment';
import { defaulted } from '../complaints';

describe('defaults of pods', () => {
  it('are those of a real API server', () => {
    const pod = defaulted(POD_RULES, 'spec: { containers: [{ name: web, image: "nginx:1.27" }] }');
    assert.deepEqual(pod.spec, {
      containers: [
        {
          name: 'web',
          image: 'nginx:1.27',
          imagePullPolicy: 'IfNotPresent',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it('fill in ports, probes, references and volumes', () => {
    const pod = defaulted(
      POD_RULES,
      `spec:
        containers:
          - name: web
            image: nginx
            ports: [{ containerPort: 80 }]
            env: [{ name: IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]
            resources: { limits: { cpu: 0.5, memory: 1024Mi }, requests: { cpu: 100m } }
            readinessProbe: { httpGet: { port: 80 }, timeoutSeconds: 0 }
        volumes:
          - { name: a }
          - { name: b, configMap: { name: b } }
          - { name: c, projected: { sources: [{ serviceAccountToken: { path: token } }] } }
          - { name: d, hostPath: { path: /d } }`,
    );
    const [container] = pod.spec.containers;
    assert.equal(container?.imagePullPolicy, 'Always');
    assert.equal(container.ports?.[0]?.protocol, 'TCP');
    assert.deepEqual(container.env?.[0]?.valueFrom?.fieldRef, {
      apiVersion: 'v1',
      fieldPath: 'status.podIP',
    });
    assert.deepEqual(container.resources, {
      limits: { cpu: '500m', memory: '1Gi' },
      requests: { cpu: '100m', memory: '1Gi' },
    });
    assert.deepEqual(container.readinessProbe, {
      failureThreshold: 3,
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      periodSeconds: 10,
      successThreshold: 1,
      timeoutSeconds: 1,
    });
    assert.deepEqual(pod.spec.volumes, [
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'b', defaultMode: 420 } },
      {
        name: 'c',
        projected: {
          defaultMode: 420,
          sources: [{ serviceAccountToken: { expirationSeconds: 3600, path: 'token' } }],
        },
      },
      { name: 'd', hostPath: { path: '/d', type: '' } },
    ]);
  });

  it('take the host port from the container port on the host network', () => {
    const pod = defaulted(
      POD_RULES,
      'spec: { hostNetwork: true, containers: [{ name: a, image: a, ports: [{ containerPort: 80 }] }] }',
    );
    assert.equal(pod.spec.containers[0]?.ports?.[0]?.hostPort, 80);
  });

  it('change nothing that is complete, and share what was there', () => {
    const complete = defaulted(POD_RULES, 'spec: { containers: [{ name: a, image: a }] }');
    assert.equal(POD_RULES.defaults(complete), complete);
    const again = { ...complete, spec: { ...complete.spec, hostname: 'x' } };
    assert.equal(POD_RULES.defaults(again), again);
    assert.equal(
      POD_RULES.defaults({ ...again, spec: { ...again.spec, dnsPolicy: undefined } }).spec
        .containers,
      complete.spec.containers,
    );
  });

  it('of a template are completed once: its pods share the containers', () => {
    const deployment = defaulted(
      DEPLOYMENT_RULES,
      `spec:
        selector: { matchLabels: { app: web } }
        template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: a, image: a }] } }`,
    );
    const spec = deployment.spec.template.spec;
    assert.ok(spec);
    const pods = ['a', 'b'].map((name) =>
      POD_RULES.defaults({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: 'default',
          uid: name,
          resourceVersion: '',
          creationTimestamp: '',
        },
        spec,
        status: {},
      }),
    );
    assert.equal(pods[0]?.spec.containers, spec.containers);
    assert.equal(pods[1]?.spec.containers, spec.containers);
  });

  it('pull always where the tag is latest, given or implied', () => {
    const latest = ['nginx', 'nginx:latest', 'registry:5000/nginx', 'a/b/c'];
    const fixed = [
      'nginx:1.27',
      'registry:5000/nginx:1',
      'nginx@sha256:0123',
      'nginx:1@sha256:0123',
    ];
    for (const image of latest) assert.ok(hasTagLatest(image), image);
    for (const image of fixed) assert.ok(!hasTagLatest(image), image);
  });
});
