// No image registry can be reached: what is not on a node's disk cannot be run there.
import type { Fault } from './fault';

export const registryDown: Fault = {
  id: 'registry-down',
  title: 'Take the image registries down',
  group: 'Services of the cluster',
  target: 'cluster',
  badge: 'registries down',
  does: 'No connection to any image registry comes about: pulls time out after 30 seconds.',
  expect: () => [
    'What runs goes on running, and is restarted where the image is on the node already (imagePullPolicy IfNotPresent).',
    'New pods whose image the node does not have, and all with the tag latest (policy Always), end in ErrImagePull and ImagePullBackOff.',
    'A pod that moves to another node may need a pull there: an outage of the registry shows when something else fails.',
  ],
  undo: 'Bring them back: the next try succeeds; between tries the pauses grow from 10 seconds to 5 minutes.',
  apply: ({ machines }) => {
    machines.images.isUnreachable = true;
  },
  lift: ({ machines }) => {
    machines.images.isUnreachable = false;
  },
};
