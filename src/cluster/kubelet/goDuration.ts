// Durations as Go prints them, which is how they stand in the kubelet's messages.

/** `320ms`, `2.1s`, `1m20s`, `5m0s`; from ms, rounded to whole ones. */
export function goDuration(durationMs: number): string {
  const whole = Math.round(durationMs);
  if (whole === 0) return '0s';
  if (whole < 1000) return `${String(whole)}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = String((whole % 60_000) / 1000);
  if (minutes === 0) return `${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0
    ? `${String(minutes)}m${seconds}s`
    : `${String(hours)}h${String(minutes % 60)}m${seconds}s`;
}
