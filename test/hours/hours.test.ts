import t from 'tap';
import { type Hours, isOpen } from '../../lib/hours/hours.js';
import { parseHours, type WrittenHours } from '../../lib/hours/parse.js';

function hoursOf(week: WrittenHours['week'], more: Partial<WrittenHours> = {}): Hours {
  const parsed = parseHours({ timezone: 'Europe/Budapest', closed: [], ...more, week });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.hours;
}

const OFFICE = hoursOf(
  { 'mon-fri': '08:00-18:00', sat: ['09:00-12:00', '14:00-16:00'] },
  { closed: ['2026-12-25'] },
);
const NIGHT = hoursOf({ 'fri-sat': '22:00-02:00' }, { closed: ['2026-12-25'] });
const EARLY = hoursOf({ sun: '02:00-03:00' });
const LATE = hoursOf({ sat: '22:00-02:30' });
const YORK = hoursOf({ sun: '01:00-02:00, 03:00-04:00' }, { timezone: 'America/New_York' });
const DAILY = hoursOf({ 'sat-mon': '00:00-24:00' });

/** With the offset of the zone, so that the moment is certain: 2026-11-25 is a Wednesday. */
const TABLE: readonly (readonly [string, Hours, string, boolean])[] = [
  ['a moment before it opens', OFFICE, '2026-11-25T07:59:59.999+01:00', false],
  ['when it opens', OFFICE, '2026-11-25T08:00:00+01:00', true],
  ['a moment before it closes', OFFICE, '2026-11-25T17:59:59.999+01:00', true],
  ['when it closes', OFFICE, '2026-11-25T18:00:00+01:00', false],
  ['Saturday, the first span', OFFICE, '2026-11-28T11:59:00+01:00', true],
  ['Saturday, between the spans', OFFICE, '2026-11-28T13:00:00+01:00', false],
  ['Saturday, the second span', OFFICE, '2026-11-28T14:00:00+01:00', true],
  ['Sunday', OFFICE, '2026-11-29T10:00:00+01:00', false],
  ['a closed Friday', OFFICE, '2026-12-25T10:00:00+01:00', false],
  ['Friday in the zone, Thursday in UTC', OFFICE, '2026-11-26T23:30:00Z', false],
  ['Monday at 8 in the zone, seen in UTC', OFFICE, '2026-11-30T07:00:00Z', true],

  ['in summer the same hour on the wall', OFFICE, '2026-07-01T08:00:00+02:00', true],
  ['in summer, an hour that would be winter’s', OFFICE, '2026-07-01T08:30:00+01:00', true],
  ['in summer, past the wall’s closing', OFFICE, '2026-07-01T18:00:00+02:00', false],
  ['the Friday before the clocks go forward', OFFICE, '2026-03-27T07:00:00Z', true],
  ['the Monday after they went forward', OFFICE, '2026-03-30T06:00:00Z', true],
  ['and an hour earlier', OFFICE, '2026-03-30T05:59:00Z', false],
  ['the Monday after they went back', OFFICE, '2026-10-26T06:59:00Z', false],
  ['and when it opens', OFFICE, '2026-10-26T07:00:00Z', true],

  ['forward: the hour that is left out, from before', EARLY, '2026-03-29T00:59:59Z', false],
  ['forward: the wall goes from 2 to 3', EARLY, '2026-03-29T01:00:00Z', false],
  ['back: the hour comes once', EARLY, '2026-10-25T00:30:00Z', true],
  ['back: and once more', EARLY, '2026-10-25T01:30:00Z', true],
  ['back: and is over', EARLY, '2026-10-25T02:00:00Z', false],
  ['back: a night, until half past two', LATE, '2026-10-25T00:29:00Z', true],
  ['back: a night, past half past two', LATE, '2026-10-25T00:30:00Z', false],
  ['back: the night’s end comes again', LATE, '2026-10-25T01:29:00Z', true],
  ['New York forward: 1:59', YORK, '2026-03-08T06:59:00Z', true],
  ['New York forward: 3:00, a minute later', YORK, '2026-03-08T07:00:00Z', true],
  ['New York back: 1:30 the first time', YORK, '2026-11-01T05:30:00Z', true],
  ['New York back: 1:30 the second time', YORK, '2026-11-01T06:30:00Z', true],
  ['New York back: 2:00', YORK, '2026-11-01T07:00:00Z', false],

  ['night: before', NIGHT, '2026-11-27T21:59:00+01:00', false],
  ['night: begun', NIGHT, '2026-11-27T22:00:00+01:00', true],
  ['night: past midnight', NIGHT, '2026-11-28T01:59:00+01:00', true],
  ['night: over', NIGHT, '2026-11-28T02:00:00+01:00', false],
  ['night: Saturday’s runs into Sunday', NIGHT, '2026-11-29T01:00:00+01:00', true],
  ['night: none from Sunday', NIGHT, '2026-11-30T01:00:00+01:00', false],
  ['night: of a closed Friday', NIGHT, '2026-12-25T23:00:00+01:00', false],
  ['night: of a closed Friday, past midnight', NIGHT, '2026-12-26T01:00:00+01:00', false],
  ['night: the day after it is open', NIGHT, '2026-12-26T23:00:00+01:00', true],

  ['all day: its first minute', DAILY, '2026-11-28T00:00:00+01:00', true],
  ['all day: over the end of the week', DAILY, '2026-11-29T12:00:00+01:00', true],
  ['all day: its last minute', DAILY, '2026-11-30T23:59:00+01:00', true],
  ['all day: the next day', DAILY, '2026-12-01T00:00:00+01:00', false],
];

t.test('given opening hours, when asked at a moment, then the clock on the wall decides', async (t) => {
  for (const [name, hours, at, open] of TABLE) t.equal(isOpen(hours, Date.parse(at)), open, name);
});

t.test('given a night that runs into a closed day, when midnight strikes, then it is closed', async (t) => {
  const hours = hoursOf({ thu: '22:00-02:00' }, { closed: ['2026-12-25'] });
  t.equal(isOpen(hours, Date.parse('2026-12-24T23:59:00+01:00')), true);
  t.equal(isOpen(hours, Date.parse('2026-12-25T00:00:00+01:00')), false);
});

t.test('given no hours, when asked, then it is open, but not on a closed day', async (t) => {
  const always = parseHours({ week: {}, closed: [] });
  t.same(always, { ok: true, hours: { closed: [] } });
  if (always.ok) t.equal(isOpen(always.hours, 0), true);
  const holidays = hoursOf({}, { closed: ['2026-12-25'] });
  t.equal(isOpen(holidays, Date.parse('2026-12-25T00:00:00+01:00')), false);
  t.equal(isOpen(holidays, Date.parse('2026-12-26T00:00:00+01:00')), true);
});

const WRONG: readonly (readonly [string, Partial<WrittenHours>, (string | number)[], RegExp])[] = [
  ['a day that is none', { week: { monday: '08:00-18:00' } }, ['week', 'monday'], /write one of sun, mon/],
  ['a range of three', { week: { 'mon-wed-fri': '08:00-18:00' } }, ['week', 'mon-wed-fri'], /is no day/],
  [
    'a day twice',
    { week: { 'mon-fri': '08:00-18:00', fri: '08:00-14:00' } },
    ['week', 'fri'],
    /fri, which mon-fri/,
  ],
  ['no minutes', { week: { mon: '8-18' } }, ['week', 'mon'], /"08:00-18:00"/],
  ['past midnight', { week: { mon: '08:00-25:00' } }, ['week', 'mon'], /00:00 to 24:00/],
  ['sixty minutes', { week: { mon: '08:60-18:00' } }, ['week', 'mon'], /00:00 to 24:00/],
  ['beginning at 24:00', { week: { mon: '24:00-02:00' } }, ['week', 'mon'], /00:00 to 24:00/],
  ['no length', { week: { mon: '08:00-08:00' } }, ['week', 'mon'], /"00:00-24:00"/],
  ['overlapping', { week: { mon: '08:00-12:00, 11:00-14:00' } }, ['week', 'mon'], /overlap/],
  [
    'a night into the next morning',
    { week: { 'mon-tue': '22:00-09:00', wed: '08:00-10:00' } },
    ['week', 'mon-tue'],
    /overlap/,
  ],
  [
    'Saturday’s night into Sunday',
    { week: { sat: '22:00-09:00', sun: '08:00-10:00' } },
    ['week', 'sat'],
    /overlap/,
  ],
  ['no such day of the year', { closed: ['2026-02-29'] }, ['closed', 0], /calendar/],
  ['a date the other way', { closed: ['2026-12-25', '25.12.2026'] }, ['closed', 1], /2026-12-25/],
  ['an unknown zone', { timezone: 'Europe/Budapestt' }, ['timezone'], /IANA/],
  ['an offset', { timezone: '+02:00' }, ['timezone'], /IANA/],
  ['no zone', { timezone: undefined, closed: ['2026-12-25'] }, ['timezone'], /is missing/],
];

t.test(
  'given hours that are wrong, when parsed, then the one fault says where and what to write',
  async (t) => {
    for (const [name, change, path, says] of WRONG) {
      const parsed = parseHours({ timezone: 'Europe/Budapest', week: {}, closed: [], ...change });
      t.match(parsed, { ok: false, faults: [{ path, message: says }] }, name);
      if (!parsed.ok) t.equal(parsed.faults.length, 1, `${name}: nothing else`);
    }
  },
);

t.test('given several faults, when parsed, then all are told at once', async (t) => {
  const parsed = parseHours({ week: { mon: 'x', foo: '08:00-18:00' }, closed: ['y'] });
  t.equal(parsed.ok ? 0 : parsed.faults.length, 4);
});
