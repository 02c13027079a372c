// The way in which most plugins bring their scores to 0..100.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/helper (DefaultNormalizeScore).
import { MAX_NODE_SCORE } from './plugin';

/**
 * Scales in place so that the highest becomes 100; `reverse` turns the scale round, for counts of
 * what is not wanted. Worked example, reversed: 0, 1, 4 become 100, 75, 0.
 */
export function normalizeScore(scores: Float64Array, reverse: boolean): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  for (let i = 0; i < scores.length; i++) {
    const scaled = max === 0 ? 0 : Math.trunc((MAX_NODE_SCORE * (scores[i] ?? 0)) / max);
    scores[i] = reverse ? MAX_NODE_SCORE - scaled : scaled;
  }
}
