import fc from 'fast-check';
import t from 'tap';
import { AriRefusal } from '../../lib/asterisk/ari-rest.js';
import { readValues } from '../../lib/asterisk/values.js';

/** `EVAL()` of Asterisk over ARI, for expressions `${NAME}` and their lengths. */
function asterisk(variables: ReadonlyMap<string, string>) {
  const asked: string[] = [];
  return {
    asked,
    async json<T>(_: string, path: string, query?: object): Promise<T> {
      const { variable = '' } = (query ?? {}) as { variable?: string };
      asked.push(`${path}?variable=${encodeURIComponent(variable)}`);
      const value = (name: string) => variables.get(name) ?? '';
      const text = /^EVAL\((.*)\)$/s.exec(variable)?.[1] ?? '';
      return {
        value: text.replace(/\$\{LEN\(\$\{(\w+)\}\)\}|\$\{(\w+)\}/g, (_, measured?: string, name?: string) =>
          measured === undefined ? value(name ?? '') : String(measuredLength(value(measured))),
        ),
      } as T;
    },
  };
}

/** Asterisk takes what follows a `)` and a `:` for an offset, and measures less. */
function measuredLength(text: string): number {
  const end = text.indexOf(')');
  return Buffer.byteLength(end >= 0 && text.includes(':', end) ? text.slice(0, end) : text);
}

const value = fc.oneof(
  // U+FFFD stands for bytes that are no text, and is refused.
  fc.string({ unit: 'grapheme-composite' }).filter((text) => !text.includes('\ufffd')),
  fc.constantFrom(
    '',
    ')',
    ')\n',
    '1) Shoes: black',
    '):',
    '\u001f',
    '0,0:',
    '12:',
    '${NAME}',
    '200 result=1 (x)\n',
    '漢字, ü',
  ),
  fc.nat(30_000).map((length) => 'x'.repeat(length)),
);

t.test('given values of any kind, then each is read whole, and none for another', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 80 }), async (values) => {
      const names = values.map((_, at) => `HUSHPAY_A_LONG_NAME_OF_A_VARIABLE_${at}`);
      const rest = asterisk(new Map(names.map((name, at) => [name, values[at] ?? ''])));
      const read = await readValues(
        rest,
        '12.3',
        names.map((name) => `\${${name}}`),
      );
      t.strictSame(read, values);
      for (const url of rest.asked) if (url.length > 4000) throw new Error(`${url.length} octets in a line`);
    }),
    { numRuns: 200 },
  );
});

t.test('given lengths that do not add up, then each value is asked alone', async (t) => {
  for (const said of ['', 'abc', '3:ab', '3:abcd', '1,1:ab', 'x:abc', '-1:', ':abc', '2.5:abc', '1e0:a']) {
    const json = async <T>(_: string, __: string, query?: object) =>
      ({ value: (query as { variable: string }).variable === 'EVAL(${A})' ? 'alone' : said }) as T;
    t.same(await readValues({ json }, '1.1', ['${A}']), ['alone'], said);
  }
});

t.test('given a value that is no text, then it is not read', async (t) => {
  for (const said of [undefined, null, 7, 'x\ufffd']) {
    const rest = { json: async <T>() => ({ value: said }) as T };
    await t.rejects(readValues(rest, '1.1', ['${A}']), { message: 'cannot be read: A' }, String(said));
    t.same(await readValues(rest, '1.1', ['${CALLERID(num)}']), [''], 'which a caller sets');
  }
});

t.test(
  'given one value of many that Asterisk cannot tell, then it is named; a channel that is gone is not',
  async (t) => {
    const failing = (status: number) => ({
      json: async <T>(_: string, __: string, query?: object) => {
        const { variable } = query as { variable: string };
        if (variable.includes('${B}')) throw new AriRefusal(status, 'x');
        return { value: variable === 'EVAL(${A})' ? 'a' : '' } as T;
      },
    });
    await t.rejects(readValues(failing(500), '1.1', ['${A}', '${B}']), { message: 'cannot be read: B' });
    await t.rejects(readValues(failing(404), '1.1', ['${A}', '${B}']), AriRefusal);
  },
);
