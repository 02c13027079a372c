// RFC 3339 times without the Date object: the core counts milliseconds since 1970 itself.
// Algorithm for dates: Howard Hinnant's days_from_civil and civil_from_days.

const DAY_MS = 86_400_000;

/** `2026-11-22T08:30:00Z` (metav1.Time: whole seconds, UTC). */
export function formatTime(epochMs: number): string {
  const { date, secondsOfDay } = split(epochMs);
  return `${date}T${clock(secondsOfDay)}Z`;
}

/** `2026-11-22T08:30:00.123000Z` (metav1.MicroTime). */
export function formatMicroTime(epochMs: number): string {
  const { date, secondsOfDay } = split(epochMs);
  const micros = Math.floor((((epochMs % 1000) + 1000) % 1000) * 1000);
  return `${date}T${clock(secondsOfDay)}.${String(micros).padStart(6, '0')}Z`;
}

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds since 1970, or undefined where the text is not RFC 3339. */
export function parseTime(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction, sign, offsetHours, offsetMinutes] =
    match;
  const days = daysFromCivil(Number(year), Number(month), Number(day));
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const millis = fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000;
  const offset =
    sign === undefined ? 0 : (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return days * DAY_MS + ofDay * 1000 + millis - (sign === '-' ? -offset : offset);
}

/** How long ago, as kubectl's AGE column has it (k8s.io/apimachinery/pkg/util/duration.HumanDuration). */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60 * 2) return `${String(seconds)}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 60 * 3) return `${String(minutes)}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${String(hours)}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return withRest(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${String(days)}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${String(years)}y`;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0
    ? `${String(whole)}${unit}`
    : `${String(whole)}${unit}${String(rest)}${restUnit}`;
}

function split(epochMs: number): { readonly date: string; readonly secondsOfDay: number } {
  const days = Math.floor(epochMs / DAY_MS);
  const secondsOfDay = Math.floor((epochMs - days * DAY_MS) / 1000);
  return { date: civilFromDays(days), secondsOfDay };
}

function clock(secondsOfDay: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(secondsOfDay / 3600))}:${two(Math.floor(secondsOfDay / 60) % 60)}:${two(secondsOfDay % 60)}`;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
