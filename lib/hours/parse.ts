import type { Hours, Span } from './hours.js';

/** Opening hours as people write them. */
export interface WrittenHours {
  readonly timezone?: string | undefined;
  /** `mon-fri: "08:00-18:00"`, `sat: "08:00-12:00, 14:00-16:00"`, or a list of such texts. */
  readonly week: Readonly<Record<string, string | readonly string[]>>;
  readonly closed: readonly string[];
}

/** What is wrong, where in it, and what to write instead. */
export interface HoursFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ParsedHours =
  | { readonly ok: true; readonly hours: Hours }
  | { readonly ok: false; readonly faults: readonly HoursFault[] };

const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const LAST_MINUTE = 1440;

/** All faults at once. Without a week it is open at any time; with closed days alone, on all other days. */
export function parseHours({ timezone, week, closed }: WrittenHours): ParsedHours {
  const faults: HoursFault[] = [];
  const fault = (path: HoursFault['path'], message: string) => faults.push({ path, message });
  const spans: Span[][] = DAYS.map(() => []);
  const namedBy = new Map<number, string>();
  for (const [key, written] of Object.entries(week)) {
    const days = daysOf(key);
    if (!days) fault(['week', key], `is no day; write one of ${DAYS.join(', ')}, or a range such as mon-fri`);
    for (const day of days ?? []) {
      const other = namedBy.get(day);
      if (other) fault(['week', key], `names ${DAYS[day]}, which ${other} names too; write each day once`);
      namedBy.set(day, key);
    }
    const parsed = spansOf(written);
    if (typeof parsed === 'string') fault(['week', key], parsed);
    else for (const day of days ?? []) spans[day]?.push(...parsed);
  }
  closed.forEach((date, index) => {
    if (!isDate(date)) fault(['closed', index], 'is no day of the calendar; write such as "2026-12-25"');
  });
  const always = namedBy.size === 0;
  if (timezone !== undefined && !isTimezone(timezone)) {
    fault(
      ['timezone'],
      'is no time zone of the IANA list; write such as Europe/Budapest or America/New_York',
    );
  } else if (timezone === undefined && (!always || closed.length > 0)) {
    fault(['timezone'], 'is missing; opening hours need one, such as Europe/Budapest');
  }
  if (faults.length === 0 && !always) {
    const day = overlapping(spans);
    const key = day === undefined ? undefined : namedBy.get(day);
    if (key) fault(['week', key], 'has spans that overlap; join them into one');
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, hours: { ...(timezone && { timezone }), ...(!always && { week: spans }), closed } };
}

/** `mon`, or `fri-mon` over the end of the week; from Sunday, 0. */
function daysOf(key: string): number[] | undefined {
  const [first = '', last = first, ...more] = key.toLowerCase().split('-');
  const from = DAYS.indexOf(first);
  const until = DAYS.indexOf(last);
  if (from < 0 || until < 0 || more.length > 0) return undefined;
  return Array.from({ length: ((until - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7);
}

/** The spans, or what is wrong with them. */
function spansOf(written: string | readonly string[]): Span[] | string {
  const texts = (typeof written === 'string' ? [written] : written).flatMap((text) => text.split(','));
  const spans: Span[] = [];
  for (const text of texts) {
    const match = /^\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*$/.exec(text);
    if (!match) return 'must be such as "08:00-18:00", several with a comma between, in quotes';
    const [from = 0, end = 0] = [minutesOf(match[1], match[2]), minutesOf(match[3], match[4])];
    if (from >= LAST_MINUTE || end > LAST_MINUTE) return 'must have times from 00:00 to 24:00';
    if (from === end) return 'has a span without length; all day is "00:00-24:00"';
    spans.push({ from, until: end > from ? end : end + LAST_MINUTE });
  }
  return spans.toSorted((a, b) => a.from - b.from);
}

/** Beyond the day where the minutes are none of an hour. */
function minutesOf(hour: string | undefined, minute: string | undefined): number {
  return Number(minute) > 59 ? Number.POSITIVE_INFINITY : Number(hour) * 60 + Number(minute);
}

/** A day one of whose spans runs into its next, or into the first of the day after. */
function overlapping(week: readonly (readonly Span[])[]): number | undefined {
  const found = week.findIndex((spans, day) => {
    const next = week[(day + 1) % 7]?.[0];
    const after = next && { from: next.from + LAST_MINUTE };
    return spans.some(({ until }, index) => until > ((spans[index + 1] ?? after)?.from ?? until));
  });
  return found < 0 ? undefined : found;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function isTimezone(name: string): boolean {
  // Intl takes an offset such as +02:00 too, which knows no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
