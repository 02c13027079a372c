// Two nodes do not reach each other; everybody else reaches both.
import { nodeOf, type Fault } from './fault';

export const nodePairPartition: Fault = {
  id: 'node-pair-partition',
  title: 'Cut two nodes off each other',
  group: 'Network',
  target: 'nodePair',
  badge: 'link cut',
  does: 'No packet passes between the two nodes. Both still reach all others, and the control plane reaches both.',
  expect: () => [
    'Both nodes stay Ready: heartbeats go to the control plane, so no controller notices anything.',
    'Connections from pods of one node to pods of the other time out. Through a Service some succeed and some do not, depending on the endpoint that was drawn.',
    'A fault of this kind is found only by who measures requests.',
  ],
  undo: 'Mend the cable: connections succeed at once.',
  refusal: (_, { node, otherNode }) =>
    node === otherNode ? 'A node always reaches itself: choose two.' : undefined,
  apply: ({ machines }, target, key) => {
    const pair = [nodeOf(target), nodeOf({ node: target.otherNode ?? '' })];
    for (const node of pair) machines.get(node);
    machines.wires.setRule(key, { cuts: (from, to) => pair.includes(from) && pair.includes(to) });
  },
  lift: ({ machines }, _, key) => {
    machines.wires.removeRule(key);
  },
};
