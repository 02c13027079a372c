// All traffic that goes on in one line, for the status bar.
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import { plural } from '../plural';
import { countText, moneyText, percentText } from './trafficWords';

export interface TrafficSummary {
  /** `97.3% answered · $12.30 lost` */
  readonly text: string;
  readonly tooltip: string;
  /** Some of the last minute's requests failed. */
  readonly isFailing: boolean;
}

/** Undefined where none goes on. */
export function trafficSummary(runs: readonly TrafficRun[]): TrafficSummary | undefined {
  if (runs.length === 0) return undefined;
  let succeeded = 0;
  let failed = 0;
  let failedInAll = 0;
  let lost = 0;
  for (const { meter } of runs) {
    const { recent } = meter;
    succeeded += recent.succeeded;
    failed += recent.failed;
    failedInAll += meter.total.failed;
    lost += meter.lostMoney;
  }
  const sent = succeeded + failed;
  const rate = percentText(sent === 0 ? undefined : succeeded / sent);
  const served = sent === 0 ? rate : `${rate} answered`;
  return {
    text: lost > 0 ? `${served} · ${moneyText(lost)} lost` : served,
    tooltip: `of the requests of simulated users in the last minute, ${served} (${plural(runs.length, 'target')}); ${countText(failedInAll)} failed in all.`,
    isFailing: failed > 0,
  };
}
