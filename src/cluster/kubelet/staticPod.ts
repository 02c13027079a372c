// Pods from manifest files on the node, and their mirrors on the API server.
// Source: https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
// Differs from Kubernetes: files do not change while the machine runs.
import type { Draft } from '../../apimachinery/objectMeta';
import { MIRROR_ANNOTATION } from '../../apis/core/podState';
import type { Pod } from '../../apis/generated/core/v1';
import { hexHash } from '../runtime/imageCatalogue';

const HASH = 'kubernetes.io/config.hash';
const SEEN = 'kubernetes.io/config.seen';
const SOURCE = 'kubernetes.io/config.source';

/** The pod that the kubelet makes of a manifest: named after the node, its uid the file's hash. */
export function staticPod(draft: Draft<Pod>, nodeName: string, seenAt: string): Pod {
  const hash = hexHash(`${nodeName} ${JSON.stringify(draft)}`, 32);
  const { metadata, spec } = draft;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name: `${metadata.name ?? ''}-${nodeName}`,
      namespace: metadata.namespace ?? 'default',
      uid: hash,
      resourceVersion: '',
      creationTimestamp: seenAt,
      annotations: { ...metadata.annotations, [HASH]: hash, [SEEN]: seenAt, [SOURCE]: 'file' },
    },
    status: {},
    spec: {
      containers: [],
      ...spec,
      nodeName,
      restartPolicy: spec?.restartPolicy ?? 'Always',
      tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
    },
  };
}

/** What the kubelet creates on the API server for a static pod, owned by its node. */
export function mirrorDraft(pod: Pod, nodeUid: string): Draft<Pod> {
  const { name, namespace, labels, annotations } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [MIRROR_ANNOTATION]: pod.metadata.uid },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Node',
          name: pod.spec.nodeName ?? '',
          uid: nodeUid,
          controller: true,
        },
      ],
    },
    spec: pod.spec,
  };
}
