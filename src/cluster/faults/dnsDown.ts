// CoreDNS does not start any more, as after a mistake in its Corefile.
import type { Fault } from './fault';

export const dnsDown: Fault = {
  id: 'dns-down',
  title: 'Break cluster DNS',
  group: 'Services of the cluster',
  target: 'cluster',
  badge: 'DNS down',
  does: 'CoreDNS exits soon after each start, as with a mistake in its Corefile. All its containers crash now.',
  expect: () => [
    'The pods of CoreDNS go to CrashLoopBackOff, and leave the endpoints of kube-dns.',
    'No name is resolved in any pod: "Temporary failure in name resolution" after 10 seconds. Addresses work as before, those of Services too.',
    'Whatever calls others by their names fails, although all of it runs: "it is always DNS".',
  ],
  undo: 'Mend the Corefile: each CoreDNS container is well with its next restart, for which the back-off may wait up to 5 minutes.',
  apply: ({ machines }) => {
    machines.failing.add('coredns');
    for (const { runtime, isOn } of machines.byName.values()) {
      if (!isOn) continue;
      for (const { containers } of [...runtime.sandboxes()]) {
        const current = containers.get('coredns')?.current;
        if (current?.state === 'running') runtime.kill(current, 1);
      }
    }
  },
  lift: ({ machines }) => {
    machines.failing.delete('coredns');
  },
};
