import { allKeys, begun, FRAUD, GOOD, type KeyedCard, mistyped, NOT_TAKEN } from './cards.js';
import {
  type Act,
  type Foretold,
  fault,
  hangUp,
  key,
  nothing,
  paid,
  phase,
  type Script,
  steer,
  told,
  type Way,
  wait,
} from './script.js';
import type { Chance } from './seed.js';

/** A little less than the configuration's time between two keys, the key itself and the phone's slowness included. */
const SLOW_MS = 1450;
const DECLINED = '2001.00';

type Play = Pick<Script, 'acts' | 'foretold'> & { readonly amount?: string };
export interface Kind {
  readonly name: string;
  readonly ways: readonly Way[];
  /** How many of them there are beside one of the others. */
  readonly share: number;
  readonly play: (card: KeyedCard, way: Way, chance: Chance) => Play;
}

const BOTH: readonly Way[] = ['line', 'assisted'];
const back = (way: Way) => (way === 'line' ? 'agent' : 'talking');

/** Paid, and what the payment line asks afterwards answered. */
function success(acts: readonly Act[], way: Way, foretold?: Foretold): Play {
  const after = way === 'line' ? [told('confirmation'), key('2')] : [];
  return {
    acts: [...acts, told('approved'), ...after],
    foretold: foretold ?? paid(way === 'line' ? 'on' : 'talking'),
  };
}

/** After a decline: another card, or no more. */
const another = (way: Way): Act[] =>
  way === 'line'
    ? [told('after-decline'), key('1'), told('another-card')]
    : [phase('deciding'), steer('1'), told('another-card')];
const noMore = (way: Way): Act[] =>
  way === 'line' ? [told('after-decline'), key('2')] : [phase('deciding'), steer('2')];

const kind = (name: string, share: number, play: Kind['play'], ways = BOTH): Kind => ({
  name,
  ways,
  share,
  play,
});

/** Who calls. */
export const KINDS: readonly Kind[] = [
  kind('waits for each prompt', 2, (card, way) => {
    const { number, expiry, code } = card;
    const fields = [told('welcome'), key(number), told('enter'), key(expiry), told('enter'), key(code)];
    return success(fields, way);
  }),
  kind('hasty: keys all ahead', 3, (card, way) => success([key(allKeys(card))], way)),
  kind('slow: pauses just under the time between keys', 2, (card, way) => {
    const { number, expiry, code } = card;
    const parts = [
      number.slice(0, 4),
      number.slice(4, 9),
      number.slice(9),
      expiry.slice(0, 2),
      expiry.slice(2),
      code,
    ];
    return success(
      parts.flatMap((part) => [key(part), wait(SLOW_MS)]),
      way,
    );
  }),
  kind('mistaken: wrong check digit', 2, (card, way, chance) =>
    success([key(mistyped(card) + chance.one(['#', ''])), told('ask-again'), key(allKeys(card))], way),
  ),
  kind('mistaken: clears with *', 1, (card, way, chance) =>
    success([key(`${card.number.slice(0, chance.whole(1, 12))}*`), told('cleared'), key(allKeys(card))], way),
  ),
  kind('mistaken: wrong expiry', 1, (card, way, chance) =>
    success(
      [
        key(card.number + chance.one(['1330', '0120', '0099'])),
        told('ask-again'),
        key(card.expiry + card.code),
      ],
      way,
    ),
  ),
  kind('mistaken: code too short', 1, (card, way) =>
    success([key(`${card.number}${card.expiry}12#`), told('ask-again'), key(card.code)], way),
  ),
  kind('silent', 1, (_card, way) => ({ acts: [], foretold: nothing('too-many-failed-attempts', back(way)) })),
  kind('stops half way', 1, (card, way, chance) => ({
    acts: [key(card.number.slice(0, chance.whole(1, 12)))],
    foretold: nothing('too-many-failed-attempts', back(way)),
  })),
  kind('hangs up while keying', 3, (card, _way, chance) => ({
    acts: [key(begun(card, chance)), wait(chance.whole(0, 400)), hangUp('caller')],
    foretold: nothing('caller-hung-up', 'gone'),
  })),
  kind('hangs up during tokenising', 1, (card) => ({
    acts: [key(allKeys(card)), phase('tokenising'), hangUp('caller')],
    foretold: nothing('caller-hung-up', 'gone'),
  })),
  kind('hangs up during the charge', 1, (card) => ({
    acts: [fault({ kind: 'delay', ms: 1500 }), key(allKeys(card)), phase('charging'), hangUp('caller')],
    foretold: paid('gone'),
  })),
  kind('hangs up during the outcome', 1, (card, _way, chance) => ({
    acts: [key(allKeys(card)), told('approved'), wait(chance.whole(0, 500)), hangUp('caller')],
    foretold: paid('gone'),
  })),
  kind('wrong brand, then one that is taken', 1, (card, way, chance) =>
    success([key(`${chance.one(NOT_TAKEN)}#`), told('ask-again'), key(allKeys(card))], way),
  ),
  kind('declined, then no more', 1, (card, way) => ({
    amount: DECLINED,
    acts: [key(allKeys(card)), ...noMore(way)],
    foretold: {
      results: ['payment-declined'],
      transactions: ['processor_declined'],
      payments: ['declined'],
      place: back(way),
    },
  })),
  kind('declined, another card declined too', 1, (card, way, chance) => ({
    amount: DECLINED,
    acts: [key(allKeys(card)), ...another(way), key(allKeys(chance.one(GOOD))), ...noMore(way)],
    foretold: {
      results: ['payment-declined'],
      transactions: ['processor_declined', 'processor_declined'],
      payments: ['declined', 'declined'],
      place: back(way),
    },
  })),
  kind('refused for fraud, then another card', 1, (card, way) =>
    success(
      [key(allKeys(FRAUD)), ...another(way), key(allKeys(card))],
      way,
      paid(way === 'line' ? 'on' : 'talking', ['refused']),
    ),
  ),
  kind(
    'declined, then another amount',
    1,
    (card, way) => ({
      amount: DECLINED,
      acts: [
        key(allKeys(card)),
        ...noMore(way),
        { act: 'payAgain', amount: '19.00' },
        key(allKeys(card)),
        told('approved'),
      ],
      foretold: {
        results: ['payment-declined', 'success'],
        transactions: ['processor_declined', 'submitted_for_settlement'],
        payments: ['declined', 'approved'],
        place: 'talking',
      },
    }),
    ['assisted'],
  ),
  kind('keys **', 1, (card, way, chance) => ({
    acts: [key(begun(card, chance)), key('**')],
    foretold: nothing('caller-interrupted-with-star', back(way)),
  })),
  kind('asks for help', 1, (card, way, chance) =>
    success(
      [key(`${card.number.slice(0, chance.whole(0, 10))}*#`), told('help'), key(`*${allKeys(card)}`)],
      way,
    ),
  ),
  kind(
    'agent cancels with **',
    1,
    (card, _way, chance) => ({
      acts: [key(begun(card, chance)), steer('*#')],
      foretold: nothing('transaction-cancelled', 'talking'),
    }),
    ['assisted'],
  ),
  kind(
    'agent hangs up while the caller keys',
    1,
    (card, _way, chance) => ({
      acts: [key(begun(card, chance)), hangUp('agent')],
      foretold: nothing('agent-hung-up', 'gone'),
    }),
    ['assisted'],
  ),
  kind(
    'agent hangs up during the charge',
    1,
    (card) => ({
      acts: [fault({ kind: 'delay', ms: 1500 }), key(allKeys(card)), phase('charging'), hangUp('agent')],
      foretold: paid('gone'),
    }),
    ['assisted'],
  ),
  kind('the gateway is silent', 1, (card, way) => ({
    acts: [fault({ kind: 'silence' }), key(allKeys(card)), told('unknown')],
    foretold: { results: ['outcome-unknown'], transactions: [], payments: ['unknown'], place: back(way) },
  })),
  kind('the gateway answers too late', 1, (card, way) => ({
    acts: [fault({ kind: 'delay', ms: 5000 }), key(allKeys(card)), told('unknown')],
    foretold: {
      results: ['outcome-unknown'],
      // Executed all the same, and found later.
      transactions: ['submitted_for_settlement'],
      payments: ['approved'],
      place: back(way),
    },
  })),
];
