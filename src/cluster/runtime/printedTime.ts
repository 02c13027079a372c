// Times within printed text. `date` prints a mark that says "this format, so many ms after the start
// of the process": a loop that prints the time is then still the same in each round, and nothing of
// it has to be kept. The mark is replaced where the text is read.
import { formatTime } from '../../apimachinery/time';

const MARK = /\u0001([^\u0001\u0002]*)\u0002(-?[\d.]+)\u0001/g;

/** The mark of the time `atMs` after the start, in a format of date(1) without its plus. */
export function timeMark(format: string, atMs: number): string {
  return `\u0001${format}\u0002${atMs}\u0001`;
}

export function showTimes(text: string, startEpochMs: number): string {
  if (!text.includes('\u0001')) return text;
  return text.replace(MARK, (_, format: string, atMs: string) =>
    formatDate(format, startEpochMs + Number(atMs)),
  );
}

/** The same text as it is printed `byMs` later. */
export function shiftTimes(text: string, byMs: number): string {
  if (!text.includes('\u0001')) return text;
  return text.replace(MARK, (_, format: string, atMs: string) =>
    timeMark(format, Number(atMs) + byMs),
  );
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

/** As date(1) formats a time, in UTC. */
export function formatDate(format: string, epochMs: number): string {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    formatTime(epochMs).match(/\d+/g) ?? [];
  const weekday = DAYS[(((Math.floor(epochMs / DAY_MS) + 4) % 7) + 7) % 7] ?? '';
  const monthName = MONTHS[Number(month) - 1] ?? '';
  const millis = Math.floor(((epochMs % 1000) + 1000) % 1000);
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    Y: year,
    y: year.slice(2),
    m: month,
    d: day,
    e: String(Number(day)).padStart(2),
    H: hour,
    I: String(Number(hour) % 12 || 12).padStart(2, '0'),
    M: minute,
    S: second,
    N: String(millis * 1_000_000).padStart(9, '0'),
    p: Number(hour) < 12 ? 'AM' : 'PM',
    s: String(Math.floor(epochMs / 1000)),
    F: `${year}-${month}-${day}`,
    T: `${hour}:${minute}:${second}`,
    R: `${hour}:${minute}`,
    D: `${month}/${day}/${year.slice(2)}`,
    A: weekday,
    a: weekday.slice(0, 3),
    B: monthName,
    b: monthName.slice(0, 3),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    f: String(millis).padStart(3, '0'),
  };
  return format.replace(/%(.)/g, (all, letter: string) => values[letter] ?? all);
}
