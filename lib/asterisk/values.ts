import { UnreadableError } from '../errors.js';
import { AriRefusal, type AriRest } from './ari-rest.js';

/** Longest text of one question, encoded for a URL: Asterisk takes 4,096 octets of a line. */
const LONGEST = 3_000;

/**
 * What dialplan expressions such as `${HUSHPAY_AMOUNT}` are on a channel, in their order; an empty text where there is
 * nothing. Asterisk itself is asked, so that no peer of ours can answer; and it says the length of each value before them all,
 * so that none can be taken for a part of another, whatever it holds. Reading by ARI leaves a channel's thread as it was, other
 * than setting (`test/journeys/forged.test.ts`). Rejects where the channel is gone, or, with the name of it, where a value is not UTF-8 and cannot be told.
 */
export async function readValues(
  rest: Pick<AriRest, 'json'>,
  channelId: string,
  expressions: readonly string[],
): Promise<readonly string[]> {
  const ask = async (variable: string) => {
    const path = `/channels/${encodeURIComponent(channelId)}/variable`;
    return (await rest.json<{ value: string }>('GET', path, { variable })).value;
  };
  // `LEN()` takes a `)` and a later `:` in a value for the end of its argument and an offset: then each half is asked, down to
  // the one that is such a value, because a hundred questions at once are more than a hand-off has time for.
  const together = async (some: readonly string[]): Promise<readonly string[]> => {
    const told = await ask(question(some)).then((text) => apart(text, some.length), silent);
    if (told) return told;
    const [only = '', second] = some;
    if (second === undefined) return [whole(only, await ask(`EVAL(${only})`).catch(silent))];
    const half = Math.ceil(some.length / 2);
    return (await Promise.all([some.slice(0, half), some.slice(half)].map(together))).flat();
  };
  return (await Promise.all(questions(expressions).map(together))).flat();
}

/** As `EVAL` gives it: `3,0:abc` for two expressions. */
function question(expressions: readonly string[]): string {
  return `EVAL(${expressions.map((one) => `\${LEN(${one})}`).join(',')}:${expressions.join('')})`;
}

function questions(expressions: readonly string[]): string[][] {
  const all: string[][] = [];
  let some: string[] = [];
  for (const one of expressions) {
    if (some.length > 0 && encodeURIComponent(question([...some, one])).length > LONGEST) {
      all.push(some);
      some = [];
    }
    some.push(one);
  }
  return some.length > 0 ? [...all, some] : all;
}

/** Lengths are in octets. Undefined where they do not add up. */
function apart(text: string, count: number): string[] | undefined {
  if (typeof text !== 'string') return undefined;
  const octets = Buffer.from(text);
  const colon = octets.indexOf(0x3a);
  const told = octets.toString('latin1', 0, Math.max(colon, 0)).split(',');
  const lengths = told.map((length) => (/^\d{1,9}$/.test(length) ? Number(length) : Number.NaN));
  const sum = lengths.reduce((all, length) => all + length, colon + 1);
  if (colon < 0 || lengths.length !== count || sum !== octets.length) return undefined;
  let from = colon + 1;
  return lengths.map((length) => {
    const value = octets.toString('utf8', from, from + length);
    from += length;
    return value;
  });
}

/** Asterisk fails where a value is not UTF-8; a channel that is gone is none of that. */
function silent(error: unknown): undefined {
  if (error instanceof AriRefusal && error.status >= 500) return undefined;
  throw error;
}

/** What is not UTF-8 cannot be told. What a caller sets must keep no agent from a payment. */
function whole(expression: string, value: unknown): string {
  if (typeof value === 'string' && !value.includes('\ufffd')) return value;
  if (expression.startsWith('${CALLERID(')) return '';
  throw new UnreadableError([expression.replace(/^\$\{(.*)\}$/, '$1')]);
}
