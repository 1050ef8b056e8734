/** Minutes of the local day from 0; `until` is beyond 1440 where it is on the next day. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** When a line is open. Plain data, made by `parseHours`. */
export interface Hours {
  /** IANA name; absent only where it is always open. */
  readonly timezone?: string;
  /** Spans of each day from Sunday; absent: every day, all day. */
  readonly week?: readonly (readonly Span[])[];
  /** Local days on which it is closed all day, `YYYY-MM-DD`. */
  readonly closed: readonly string[];
}

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

/**
 * Whether it is open at that moment, epoch milliseconds. Spans are of the clock on the wall: an hour that comes twice
 * counts twice, one that is left out in spring does not count. What begins before midnight and ends after it belongs to
 * the day it began on, so it does not take place when that day is closed; and nothing is open on a closed day.
 */
export function isOpen(hours: Hours, at: number): boolean {
  const { timezone, week, closed } = hours;
  if (!timezone) return true;
  const { day, minute } = wallClock(timezone, at);
  if (closed.includes(dateOf(day))) return false;
  if (!week) return true;
  const within = (began: number, now: number) =>
    (week[weekdayOf(began)] ?? []).some(({ from, until }) => now >= from && now < until);
  if (within(day, minute)) return true;
  const before = day - DAY_MS;
  return !closed.includes(dateOf(before)) && within(before, minute + DAY_MINUTES);
}

/** The local day, as the epoch milliseconds of its midnight in UTC, and the minutes since local midnight. */
function wallClock(timezone: string, at: number): { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    day: Date.UTC(part('year'), part('month') - 1, part('day')),
    minute: part('hour') * 60 + part('minute'),
  };
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function weekdayOf(day: number): number {
  return new Date(day).getUTCDay();
}
