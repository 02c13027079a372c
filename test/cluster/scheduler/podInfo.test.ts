import assert from 'node:assert/strict';
import type { Container } from '../../../src/apis/generated/core/v1';
import { PodInfos, podRequests } from '../../../src/cluster/scheduler/podInfo';
import { podOf } from './objects';

function container(cpu: string | undefined, restartPolicy?: string): Container {
  return {
    name: 'c',
    ...(cpu === undefined ? {} : { resources: { requests: { cpu } } }),
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
  };
}

describe('podRequests', () => {
  it('adds up containers, which run together', () => {
    const spec = { containers: [container('100m'), container('0.25')] };
    assert.equal(podRequests(spec).cpuMillis, 350);
  });

  it('takes init containers one by one, beside the sidecars started before', () => {
    const spec = {
      containers: [container('200m')],
      initContainers: [container('500m'), container('100m', 'Always'), container('450m')],
    };
    assert.equal(podRequests(spec).cpuMillis, 550);
  });

  it('adds overhead', () => {
    const spec = { containers: [container('100m')], overhead: { cpu: '50m', memory: '10Mi' } };
    assert.equal(podRequests(spec).cpuMillis, 150);
    assert.equal(podRequests(spec).memoryBytes, 10 * 1024 * 1024);
  });

  it('lets requests of the whole pod stand in for those of its containers', () => {
    const spec = { containers: [container('100m')], resources: { requests: { cpu: '1' } } };
    assert.equal(podRequests(spec).cpuMillis, 1000);
  });

  it('counts 100m and 200Mi for scoring where a container does not say', () => {
    const requests = podRequests({ containers: [container('300m'), container(undefined)] });
    assert.equal(requests.cpuMillis, 300);
    assert.equal(requests.nonZeroCpuMillis, 400);
    assert.equal(requests.nonZeroMemoryBytes, 2 * 200 * 1024 * 1024);
  });

  it('is computed once for pods that share their containers', () => {
    const infos = new PodInfos();
    const pod = podOf('a');
    const bound = { ...pod, spec: { ...pod.spec, nodeName: 'n' } };
    assert.equal(infos.of(pod).requests, infos.of(bound).requests);
    const grown = { ...pod, spec: { ...pod.spec, overhead: { cpu: '1' } } };
    assert.equal(infos.of(grown).requests.cpuMillis, 1000);
  });
});
