/** What Asterisk answers to SPEECH RECOGNIZE. `text` is UTF-8, of the result with the highest score. */
export type SpeechAnswer =
  | { readonly kind: 'speech'; readonly text: Buffer; readonly score: number }
  /** The recogniser has ended without a result: it understood nothing, or it is gone. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'hangup' };

/** A Buffer of this size is off V8's heap, where nothing moves it and leaves a copy. Bytes; longer texts are no answer. */
const ROOM = 4096;

/** Most results that are looked at. */
const RESULTS = 20;

/** Reads the line and wipes it. Nothing of what was said becomes a string. */
export function readSpeechAnswer(line: Buffer): SpeechAnswer {
  try {
    const [, kind] = /^200 result=1 \((\w+)\)/.exec(line.toString('latin1', 0, 40)) ?? [];
    switch (kind) {
      case 'speech':
        return best(line);
      case 'digit':
        return { kind: 'key', key: after(line, ' digit=', 1) };
      case 'timeout':
      case 'hangup':
        return { kind };
      default:
        return { kind: 'nothing' };
    }
  } finally {
    line.fill(0);
  }
}

/**
 * `score0=87 text0="four one" grammar0= score1=…`: quotes within a text are not escaped, so a text ends where its
 * grammar begins.
 */
function best(line: Buffer): SpeechAnswer {
  let found: { readonly from: number; readonly to: number; readonly score: number } | undefined;
  let at = 0;
  for (let i = 0; i < RESULTS; i++) {
    const opening = ` text${i}="`;
    const begins = line.indexOf(opening, at);
    const to = line.indexOf(`" grammar${i}=`, begins);
    if (begins < 0 || to < 0) break;
    const score = Number(/\d+/.exec(after(line, ` score${i}=`, 4, at)) ?? 0);
    const from = begins + opening.length;
    if (to > from && to - from <= ROOM && (!found || score > found.score)) found = { from, to, score };
    at = to;
  }
  if (!found) return { kind: 'nothing' };
  const text = Buffer.alloc(ROOM).subarray(0, found.to - found.from);
  line.copy(text, 0, found.from, found.to);
  return { kind: 'speech', text, score: found.score };
}

function after(line: Buffer, name: string, length: number, from = 0): string {
  const at = line.indexOf(name, from);
  return at < 0 ? '' : line.toString('latin1', at + name.length, at + name.length + length);
}
