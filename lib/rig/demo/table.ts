import { holds, type Sighting } from '../proof/sighting.js';
import { type Paint, wrapped } from './style.js';

const FOUND = 'Hushpay';
const CONTROL = 'unprotected';
const UNPROTECTED =
  'unprotected: the same call with the caller not muted, Asterisk told to log keys, the other AMI and ARI programs let read everything (beside Hushpay they read what doctor accepts: no class dtmf, the agent’s telephone only), and a service that keeps the card as careless programs do. It shows that a digit would have been found.';
const MARKS = ['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** The places with the digits found, the control run beside them, reasons below, and the verdict. */
export function proofTable(places: readonly Sighting[], width: number, paint: Paint): string {
  const withControl = places.some(({ control }) => control !== undefined);
  const name = Math.max(...places.map(({ place }) => place.length)) + 2;
  const reasons = [...new Set(places.flatMap(({ reason }) => (reason ? [reason] : [])))];
  const rows = places.map(({ place, found, control, reason }) => {
    const blind = control === 0 && reason === undefined;
    const good = found === 0 && !blind;
    const mark = reason ? ` ${MARKS[reasons.indexOf(reason)] ?? '*'}` : '';
    return [
      `  ${paint(good ? 'good' : 'bad', good ? '✓' : '✗')} ${place.padEnd(name)}`,
      paint(found === 0 ? 'good' : 'bad', String(found).padStart(FOUND.length)),
      ...(withControl
        ? [`   ${paint(blind ? 'bad' : 'strong', String(control ?? 0).padStart(CONTROL.length))}`]
        : []),
      mark,
    ].join('');
  });
  return [
    `    ${paint('strong', 'Digits of the card found in'.padEnd(name))}${FOUND}${withControl ? `   ${CONTROL}` : ''}`,
    `    ${paint('faint', '─'.repeat(name - 2))}  ${paint('faint', '─'.repeat(FOUND.length))}${withControl ? `   ${paint('faint', '─'.repeat(CONTROL.length))}` : ''}`,
    ...rows,
    '',
    ...(withControl ? wrapped(UNPROTECTED, width - 4).map((line) => `    ${paint('faint', line)}`) : []),
    ...reasons.flatMap((reason, index) =>
      wrapped(`${MARKS[index] ?? '*'} ${reason}`, width - 4).map((line) => `    ${paint('faint', line)}`),
    ),
    ...(reasons.length > 0 ? [''] : []),
    ...wrapped(verdict(places, withControl), width - 4).map(
      (line) => `  ${paint(holds(places) ? 'good' : 'bad', line)}`,
    ),
  ].join('\n');
}

function verdict(places: readonly Sighting[], withControl: boolean): string {
  const leaks = places.filter(({ found }) => found > 0);
  if (leaks.length > 0)
    return `NOT PROVEN: digits were found in ${leaks.map(({ place }) => place).join('; ')}.`;
  const blind = places.filter(({ control, reason }) => control === 0 && reason === undefined);
  if (blind.length > 0) {
    return `NOT PROVEN: the control run shows nothing in ${blind.map(({ place }) => place).join('; ')}, so nothing is known of it.`;
  }
  const none = `no digit of the card was found in any of ${places.length} places.`;
  if (!withControl) return `NOTHING FOUND: ${none} There was no control run to show that it would have been.`;
  const open = places.filter(({ control }) => (control ?? 0) > 0).length;
  return `PROVEN: ${none} With the protection off, the same call leaves digits in ${open} of them.`;
}
