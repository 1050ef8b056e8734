/** Days as `2030-12-31`, in UTC: they compare as text. */
export type Day = string;

const DAY_MS = 86_400_000;

export const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** Midnight UTC at which the day begins, in epoch milliseconds. */
export const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: Day, days: number): Day => dayOf(startOf(day) + days * DAY_MS);

export const daysBetween = (from: Day, to: Day): number => Math.round((startOf(to) - startOf(from)) / DAY_MS);

/** Undefined unless the text begins with a day that exists. */
export function readDay(text: string): Day | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})(T|$)/.exec(text)?.[1];
  if (!day || Number.isNaN(startOf(day))) return undefined;
  return dayOf(startOf(day)) === day ? day : undefined;
}

/** `months` later, on that day of the month, or on the last where the month is shorter; 31 is always the last. */
export function addMonths(day: Day, months: number, dayOfMonth = Number(day.slice(8))): Day {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  const date = Math.min(dayOfMonth, last.getUTCDate());
  return dayOf(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), date));
}

/** The first day with that day of the month, from `day` on, `day` included. */
export function nextDayOfMonth(day: Day, dayOfMonth: number): Day {
  const here = addMonths(day, 0, dayOfMonth);
  return here >= day ? here : addMonths(day, 1, dayOfMonth);
}
