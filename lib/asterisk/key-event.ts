const NAME = Buffer.from('"digit"');
const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;

/**
 * Takes the key out of an event of Asterisk's websocket (its `digit`) and blanks it there, before a text is made of the
 * bytes: texts cannot be wiped, and those of a whole card, sorted by their times, were the card. What comes back is a text
 * of one character, of which V8 keeps a single one for the whole process. Undefined where the event has no key; what is
 * no single character is blanked all the same.
 */
export function takeKey(event: Buffer): string | undefined {
  let at = event.indexOf(NAME);
  if (at < 0) return undefined;
  at += NAME.length;
  while (event[at] === SPACE || event[at] === COLON) at += 1;
  if (event[at] !== QUOTE) return undefined;
  const end = event.indexOf(QUOTE, at + 1);
  if (end < 0) return undefined;
  const key = end === at + 2 ? String.fromCharCode(event[at + 1] as number) : undefined;
  event.fill(SPACE, at + 1, end);
  return key;
}
