import type { Fields } from '../../fields.js';

/** What a criterion is compared with. Texts match without regard to case, as the gateway's do. */
export type Criterion<T> =
  | { readonly as: 'text' | 'list'; readonly of: (thing: T) => string | readonly string[] | undefined }
  | {
      readonly as: 'range';
      readonly of: (thing: T) => number | undefined;
      readonly read: (text: string) => number | undefined;
      /** For the upper bound, where it names a span of time; otherwise `read`. */
      readonly readEnd?: (text: string) => number | undefined;
    };

export type Criteria<T> = Readonly<Record<string, Criterion<T>>>;

/** A criterion of the request that the table does not know. */
export function unknownCriterion<T>(search: Fields, criteria: Criteria<T>): string | undefined {
  return search.names().find((name) => !(name in criteria));
}

/** Whether a thing fits every criterion that the search names. */
export function fits<T>(thing: T, search: Fields, criteria: Criteria<T>): boolean {
  return Object.entries(criteria).every(([name, criterion]) => {
    if (!search.has(name)) return true;
    if (criterion.as === 'range') return inRange(criterion, thing, search.under(name));
    const found = criterion.of(thing);
    const values = (typeof found === 'string' ? [found] : (found ?? [])).map((value) => value.toLowerCase());
    const listed = search.object(name);
    if (Array.isArray(listed)) return listed.some((value) => values.includes(String(value).toLowerCase()));
    return ofText(values, search.under(name));
  });
}

function ofText(values: readonly string[], operators: Fields): boolean {
  const test = (name: string, compare: (value: string, wanted: string) => boolean): boolean => {
    const wanted = operators.text(name)?.toLowerCase();
    return wanted === undefined || values.some((value) => compare(value, wanted));
  };
  const not = operators.text('is_not')?.toLowerCase();
  return (
    test('is', (value, wanted) => value === wanted) &&
    test('starts_with', (value, wanted) => value.startsWith(wanted)) &&
    test('ends_with', (value, wanted) => value.endsWith(wanted)) &&
    test('contains', (value, wanted) => value.includes(wanted)) &&
    (not === undefined || !values.includes(not))
  );
}

function inRange<T>(
  { of, read, readEnd = read }: Extract<Criterion<T>, { as: 'range' }>,
  thing: T,
  operators: Fields,
): boolean {
  const value = of(thing);
  const [is, min, max] = ['is', 'min', 'max'].map((name) => operators.text(name));
  if (value === undefined) return is === undefined && min === undefined && max === undefined;
  const start = read(is ?? min ?? '');
  const end = readEnd(is ?? max ?? '');
  return (start === undefined || value >= start) && (end === undefined || value <= end);
}
