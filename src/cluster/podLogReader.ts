// A pod's log as it was asked for: since, tail, timestamps, so many bytes.
// Source: k8s.io/cri-client/pkg/logs and k8s.io/kubernetes/pkg/apis/core/validation
// (ValidatePodLogOptions).
import { invalid, type FieldError } from '../apimachinery/apiStatus';
import { toBytes } from '../apimachinery/bytes';
import { forbiddenValue, invalidValue } from '../apimachinery/fieldError';
import { FieldPath } from '../apimachinery/fieldPath';
import { formatTime, parseTime } from '../apimachinery/time';
import type { WallClock } from '../apimachinery/wallClock';
import type { PodLog, PodLogOptions } from './client/clusterStreams';
import { queryText } from './kubeletAccess';
import { ContainerLogReader, type LogLine } from './runtime/containerLog';
import type { RuntimeContainer } from './runtime/podSandbox';

/** Throws Invalid as the API server does. */
export function checkLogOptions(pod: string, options: PodLogOptions): void {
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options;
  const errors: FieldError[] = [];
  const atLeast = (name: string, value: number | undefined, least: number, rule: string): void => {
    if (value !== undefined && value < least)
      errors.push(invalidValue(FieldPath.root(name), value, `must be greater than ${rule}`));
  };
  atLeast('tailLines', tailLines, 0, 'or equal to 0');
  atLeast('limitBytes', limitBytes, 1, '0');
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const rule = 'at most one of `sinceTime` or `sinceSeconds` may be specified';
    errors.push(forbiddenValue(FieldPath.root('sinceTime'), rule));
  } else atLeast('sinceSeconds', sinceSeconds, 1, '0');
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, pod, errors);
}

/** `?follow=true&tailLines=5`: as the API server asks the kubelet. */
export function logQuery(options: PodLogOptions): string {
  const { follow, limitBytes, previous, sinceSeconds, sinceTime, tailLines, timestamps } = options;
  const values = {
    follow: follow || undefined,
    limitBytes,
    previous: previous || undefined,
    sinceSeconds,
    sinceTime: sinceTime === undefined ? undefined : queryText(sinceTime),
    tailLines,
    timestamps: timestamps || undefined,
  };
  const query = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${String(value)}`],
  );
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

export class PodLogReader implements PodLog {
  readonly #reader: ContainerLogReader;
  readonly #clock: WallClock;
  readonly #nowMs: () => number;
  readonly #options: PodLogOptions;
  readonly #sinceMs: number;
  #leftBytes: number;
  #isFirst = true;
  #isDone = false;

  constructor(
    container: RuntimeContainer,
    options: PodLogOptions,
    clock: WallClock,
    nowMs: () => number,
  ) {
    this.#reader = new ContainerLogReader(container);
    this.#clock = clock;
    this.#nowMs = nowMs;
    this.#options = options;
    this.#leftBytes = options.limitBytes ?? Infinity;
    this.#sinceMs = this.#since();
  }

  get isAtEnd(): boolean {
    return this.#isDone;
  }

  read(): string {
    if (this.#isDone) return '';
    const { tailLines, follow } = this.#options;
    // Asked before: what is printed as it ends still belongs to it.
    const ended = this.#reader.isAtEnd;
    let lines = this.#reader.read(this.#nowMs()).filter((line) => line.atMs >= this.#sinceMs);
    if (this.#isFirst && tailLines !== undefined)
      lines = tailLines === 0 ? [] : lines.slice(-tailLines);
    this.#isFirst = false;
    const text = lines.map((line) => this.#shown(line)).join('');
    const bytes = text.slice(0, this.#leftBytes);
    this.#leftBytes -= bytes.length;
    this.#isDone = !follow || ended || this.#leftBytes <= 0;
    return bytes;
  }

  #shown(line: LogLine): string {
    const text = `${toBytes(line.text)}\n`;
    return this.#options.timestamps ? `${this.#time(line.atMs)} ${text}` : text;
  }

  /** With nanoseconds, as the runtime writes them. */
  #time(atMs: number): string {
    const epochMs = this.#clock.epochMs - this.#nowMs() + atMs;
    const nanos = Math.floor((((epochMs % 1000) + 1000) % 1000) * 1_000_000);
    return formatTime(epochMs).replace('Z', `.${String(nanos).padStart(9, '0')}Z`);
  }

  /** Virtual ms from which on lines are shown. */
  #since(): number {
    const { sinceSeconds, sinceTime } = this.#options;
    if (sinceSeconds !== undefined) return this.#nowMs() - sinceSeconds * 1000;
    const epochMs = sinceTime === undefined ? undefined : parseTime(sinceTime);
    return epochMs === undefined ? -Infinity : epochMs - this.#clock.epochMs + this.#nowMs();
  }
}
