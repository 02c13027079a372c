// The kinds of trouble that can be ticked in the Breakpoints view, as exceptions of a program are.
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { ClusterBreakpoint } from '../../views/breakpoints/clusterBreakpoint';

interface BreakpointFilter extends Dap.ExceptionBreakpointsFilter {
  /** What it stops at; a condition is a reason of events. */
  readonly breakpoint: (condition: string | undefined) => ClusterBreakpoint;
}

export const BREAKPOINT_FILTERS: readonly BreakpointFilter[] = [
  {
    filter: 'nodeNotReady',
    label: 'A node is not ready any more',
    description: 'Stops when the Ready condition of a node stops being True.',
    default: true,
    breakpoint: () => ({ type: 'nodeNotReady' }),
  },
  {
    filter: 'podFailed',
    label: 'A pod fails',
    description: 'Stops when a pod enters the phase Failed.',
    default: false,
    breakpoint: () => ({ type: 'phase', phase: 'Failed' }),
  },
  {
    filter: 'warning',
    label: 'A warning is recorded',
    description: 'Stops at Events of type Warning; a condition is the reason of those that count.',
    default: false,
    supportsCondition: true,
    conditionDescription: 'Reason of the Event, such as BackOff or FailedScheduling',
    breakpoint: (reason) => ({
      type: 'event',
      warning: true,
      ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
    }),
  },
];
