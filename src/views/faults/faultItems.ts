// The list of what is broken, as data: what, where, since when, what to expect, how to undo it.
import type { FaultRecord } from '../../cluster/faults/clusterFaults';
import { faultKey, targetText, type FaultTarget } from '../../cluster/faults/fault';
import { formatElapsed } from '../elapsed';

export interface FaultItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly icon: string;
  readonly context: 'fault' | 'expectation';
  readonly children: readonly FaultItem[];
  /** What an "Undo" is about. */
  readonly fault?: string;
  readonly target?: FaultTarget;
}

/** Newest first; below each, what a learner should see. */
export function faultItems(
  active: readonly FaultRecord[],
  controlPlaneNodes: number,
): readonly FaultItem[] {
  return [...active].reverse().map(({ fault, target, fromMs }) => {
    const id = faultKey(fault.id, target);
    const expectations = fault.expect(target, controlPlaneNodes);
    return {
      id,
      label: fault.title,
      description: `${targetText(target)} · since ${formatElapsed(fromMs)}`,
      tooltip: [
        `**${fault.title}** — ${targetText(target)}`,
        fault.does,
        `What to expect:\n\n${expectations.map((text) => `- ${text}`).join('\n')}`,
        `To undo it: ${fault.undo}`,
      ].join('\n\n'),
      icon: 'zap',
      context: 'fault' as const,
      fault: fault.id,
      target,
      children: [
        ...expectations.map((text, index) => line(`${id}/${String(index)}`, text, 'eye')),
        line(`${id}/undo`, fault.undo, 'discard'),
      ],
    };
  });
}

function line(id: string, text: string, icon: string): FaultItem {
  return {
    id,
    label: text,
    description: '',
    tooltip: text,
    icon,
    context: 'expectation',
    children: [],
  };
}
