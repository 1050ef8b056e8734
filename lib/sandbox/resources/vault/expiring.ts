import type { Answer } from '../../answer.js';
import type { Context } from '../../context.js';
import { idsAnswer, pageAnswer } from '../../criteria.js';
import { cardOf } from '../../instrument.js';
import { expired, methodXml } from './method-xml.js';
import { methodsOf, type VaultMethod } from './methods.js';

type Test = (method: VaultMethod) => boolean;

/** Months since the year 0 from `MMYYYY`, or from a month and a year. */
const months = (month: string, year: string): number => Number(year) * 12 + Number(month);
const monthsOf = (text: string | null): number => months((text ?? '').slice(0, 2), (text ?? '').slice(2));

async function cards(context: Context, test: Test): Promise<readonly VaultMethod[]> {
  const wanted = context.body.under('search').list('ids');
  return (await methodsOf(context)).filter(
    (method) =>
      method.instrument.kind === 'credit_card' &&
      test(method) &&
      (wanted.length === 0 || wanted.includes(method.token)),
  );
}

/** Cards whose month is over. */
const isExpired =
  (context: Context): Test =>
  ({ instrument }) => {
    const facts = cardOf(instrument);
    return facts !== undefined && expired(facts, context.now);
  };

/** Cards that expire between the months `start` and `end` of the query, both included. */
const isExpiring =
  ({ query }: Context): Test =>
  ({ instrument }) => {
    const facts = cardOf(instrument);
    if (!facts) return false;
    const month = months(facts.expirationMonth, facts.expirationYear);
    return month >= monthsOf(query.get('start')) && month <= monthsOf(query.get('end'));
  };

const ids =
  (test: (context: Context) => Test) =>
  async (context: Context): Promise<Answer> =>
    idsAnswer((await cards(context, test(context))).map(({ token }) => token));

const page =
  (test: (context: Context) => Test) =>
  async (context: Context): Promise<Answer> =>
    pageAnswer(context, await cards(context, test(context)), ['payment-methods', 'creditCard'], methodXml);

export const expiredIds = ids(isExpired);
export const expiredPage = page(isExpired);
export const expiringIds = ids(isExpiring);
export const expiringPage = page(isExpiring);
