// The faults that are laid on a cluster now, and those that were: who asks why something failed is
// led to them by time and place.
import { faultKey, type Fault, type FaultTarget, type FaultWorld } from './fault';
import { faultById } from './faults';
import { nodeCrash } from './nodeCrash';
import { nodePowerOff } from './nodePowerOff';

export interface FaultRecord {
  readonly fault: Fault;
  readonly target: FaultTarget;
  readonly fromMs: number;
  /** Undefined while it lasts. */
  readonly untilMs: number | undefined;
  /** The entry of the trace with which it began. */
  readonly cause: number;
}

/** How many that are over are remembered. */
const REMEMBERED = 200;

export type FaultInput =
  | { readonly type: 'fault' | 'liftFault'; readonly fault: string; readonly target: FaultTarget }
  | { readonly type: 'liftAllFaults' };

/** How the trace names such an input. */
export function faultCause(input: FaultInput): readonly [label: string, subject: string] {
  if (input.type === 'liftAllFaults') return ['lift fault', 'all'];
  const label = input.type === 'fault' ? 'fault' : 'lift fault';
  return [label, faultKey(input.fault, input.target)];
}

export class ClusterFaults {
  readonly #world: FaultWorld;
  readonly #active = new Map<string, FaultRecord>();
  readonly #over: FaultRecord[] = [];

  constructor(world: FaultWorld) {
    this.#world = world;
  }

  /** Oldest first. Looking leaves no mark: what has ended by itself is cleared up with the next input. */
  active(): readonly FaultRecord[] {
    return [...this.#active]
      .filter(([key, each]) => !this.#isOver(key, each))
      .map(([, each]) => each);
  }

  /** All that is remembered, those that last too, by their beginning. */
  all(): readonly FaultRecord[] {
    return [...this.#over, ...this.#active.values()].sort((a, b) => a.cause - b.cause);
  }

  isActive(fault: string, target: FaultTarget): boolean {
    const key = faultKey(fault, target);
    const record = this.#active.get(key);
    return record !== undefined && !this.#isOver(key, record);
  }

  /** Why it cannot be laid on the target now, as a sentence; undefined where it can. */
  refusal(id: string, target: FaultTarget): string | undefined {
    const fault = faultById(id);
    if (this.isActive(id, target)) return `"${fault.title}" is in effect already.`;
    const lost = target.node !== undefined && this.#active.has(faultKey(nodePowerOff.id, target));
    if (lost) return `The computer of ${target.node} is lost for good.`;
    return fault.refusal?.(this.#world, target);
  }

  take(input: FaultInput): void {
    if (input.type === 'liftAllFaults') this.liftAll();
    else if (input.type === 'fault') this.apply(input.fault, input.target);
    else this.lift(input.fault, input.target);
  }

  /** Throws, with a sentence for the learner, where it makes no sense. */
  apply(id: string, target: FaultTarget): void {
    this.#dropOver();
    const fault = faultById(id);
    const refusal = this.refusal(id, target);
    if (refusal !== undefined) throw new Error(refusal);
    const key = faultKey(id, target);
    const { simulation } = this.#world;
    const { nowMs: fromMs, cause } = simulation;
    const record = { fault, target, fromMs, untilMs: undefined, cause };
    fault.apply(this.#world, target, key);
    if (fault.lift === undefined) this.#remember(record);
    else this.#active.set(key, record);
    this.#afterPower();
  }

  /** No effect where it is not in effect. */
  lift(id: string, target: FaultTarget): void {
    const key = faultKey(id, target);
    const record = this.#active.get(key);
    if (record === undefined) return;
    record.fault.lift?.(this.#world, target, key);
    this.#end(key);
  }

  liftAll(): void {
    for (const { fault, target } of this.active()) this.lift(fault.id, target);
  }

  /** As the fault; no effect on a computer that is off already. */
  crashNode(node: string): void {
    if (this.#world.machines.hasPower(node)) this.apply(nodeCrash.id, { node });
  }

  /** Lifts the crash, or switches on what is off for another reason. */
  restartNode(node: string): void {
    if (this.#active.has(faultKey(nodePowerOff.id, { node })))
      throw new Error(`The computer of ${node} is lost for good: it can only be replaced.`);
    this.#world.machines.boot(node);
    this.lift(nodeCrash.id, { node });
  }

  /** The computer is carried away, and what was wrong with it too. */
  nodeGone(node: string): void {
    for (const [key, { target }] of [...this.#active]) {
      if (target.node !== node && target.otherNode !== node) continue;
      this.#world.machines.wires.removeRule(key);
      this.#end(key);
    }
  }

  /** A computer without power is rid of what was wrong with its processes. */
  #afterPower(): void {
    const { machines } = this.#world;
    for (const { fault, target } of [...this.#active.values()]) {
      const machine = machines.byName.get(target.node ?? '');
      if (fault.endsWithReboot === true && machine?.isOn === false) this.lift(fault.id, target);
    }
  }

  #isOver(key: string, { fault, target }: FaultRecord): boolean {
    return fault.isOver?.(this.#world, target, key) === true;
  }

  #dropOver(): void {
    for (const [key, record] of [...this.#active])
      if (this.#isOver(key, record)) this.lift(record.fault.id, record.target);
  }

  #end(key: string): void {
    const record = this.#active.get(key);
    if (record === undefined) return;
    this.#active.delete(key);
    this.#remember(record);
  }

  #remember(record: FaultRecord): void {
    this.#over.push({ ...record, untilMs: this.#world.simulation.nowMs });
    if (this.#over.length > REMEMBERED) this.#over.shift();
  }
}
