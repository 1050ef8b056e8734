/** Ways in which a key is written down, one event each, with the key as the first group. */
const WRITINGS: Readonly<Record<string, RegExp>> = {
  /** Asterisk's log, level `dtmf`. */
  log: /DTMF end '([0-9*#])'/g,
  /** Asterisk's AMI. */
  ami: /^Event: DTMFEnd\n(?:.+\n)*?Digit: ([0-9*#])$/gm,
  /** Asterisk's ARI, and anything that writes JSON. */
  json: /"(?:digit|key|dtmf)"\s*:\s*"([0-9*#])"/g,
  /** Asterisk's CEL, quoted as CSV does. */
  cel: /""digit"":\s*""([0-9*#])""/g,
};

/** Keys written down one by one in a text, by the way of writing that has most of them. */
export function keysWritten(text: string): string {
  const lines = text.replaceAll('\r', '');
  const all = Object.values(WRITINGS).map((writing) =>
    [...lines.matchAll(writing)].map(([, key = '']) => key).join(''),
  );
  return all.reduce((most, keys) => (keys.length > most.length ? keys : most), '');
}
