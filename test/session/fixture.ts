import { begin } from '../../lib/session/begin.js';
import type { Decision } from '../../lib/session/draft.js';
import type { Event } from '../../lib/session/event.js';
import { reduce } from '../../lib/session/reduce.js';
import type {
  CardMask,
  FieldPolicy,
  Holder,
  MandateWords,
  Phase,
  Policy,
  Session,
  Terms,
} from '../../lib/session/state.js';

export const FIELD: FieldPolicy = {
  attempts: 3,
  firstKeyMs: 10_000,
  betweenKeysMs: 5000,
  lastKeyMs: 1500,
  fieldMs: 60_000,
  twice: false,
  optional: false,
};

export const POLICY: Policy = {
  feature: '*7',
  attempts: 3,
  brands: ['visa', 'mastercard'],
  order: ['payment-card-number', 'expiration-date', 'security-code'],
  fields: {
    'payment-card-number': FIELD,
    'expiration-date': FIELD,
    'security-code': FIELD,
    'postal-code': FIELD,
    'bank-routing-number': FIELD,
    'bank-account-number': { ...FIELD, twice: true },
    'customer-number': FIELD,
    'payment-amount': FIELD,
    'tip-amount': FIELD,
    'caller-postal-code': FIELD,
    'caller-pin': FIELD,
  },
  postal: { minimum: 5, maximum: 5 },
  confirmLastFour: false,
  keys: { clear: '*', back: '**', help: '*#' },
  charge: 'auto',
  presence: 'guided',
  methods: ['credit-card'],
  surcharges: {},
  tip: false,
  parts: { allowed: false, other: false },
  keep: false,
  speech: false,
  codeForStored: false,
  line: {
    languages: [],
    identify: false,
    number: { minimum: 4, maximum: 12 },
    confirmation: true,
    receipt: [],
    score: false,
    cards: 3,
    afterFailure: 'agent',
  },
  arriveMs: 1000,
  captureMs: 300_000,
  amountKeyMs: 8000,
  decideMs: 15_000,
  promptMs: 30_000,
  stillProcessingMs: 8000,
  findMs: 10_000,
  quietMs: 1000,
};

export const TERMS: Terms = {
  amount: { minor: 2500, currency: 'USD' },
  currency: 'USD',
  maximumMinor: 1_000_000,
  reference: 'INV-7',
  language: 'en',
};

export const MASK: CardMask = { brand: 'visa', last4: '1111' };
export const ACCOUNT_MASK: CardMask = { brand: 'unknown', last4: '45' };
export const HOLDER: Holder = {
  owner: { firstName: 'Ada', lastName: 'Moss' },
  billing: { street: '1 Main St', city: 'San Jose', region: 'CA', postalCode: '94085' },
};
/** What the caller of `TERMS` has heard. */
export const MANDATE: MandateWords = {
  language: 'en',
  version: 'en-0123456789ab',
  amount: { minor: 2500, currency: 'USD' },
};
export const ID = 'hp0123456789abc';
export const ORDER = `${ID}-1`;

type Happened = Event extends infer E ? (E extends unknown ? Omit<E, 'at'> & { at?: number } : never) : never;

/** A session as a person at a table would play it: events in, decisions out, one second apart. */
export class Table {
  session: Session;
  last: Decision;
  readonly decisions: Decision[] = [];
  #at = 1_000_000;

  constructor(terms: Partial<Terms> = {}, policy: Partial<Policy> = {}) {
    this.last = begin({
      type: 'handOffRequested',
      at: this.#at,
      id: ID,
      terms: { ...TERMS, ...terms },
      policy: { ...POLICY, ...policy },
      caller: { channelId: '1.1', channelName: 'PJSIP/caller-1', present: true },
      agent:
        terms.entry === 'ivr'
          ? { channelId: '', channelName: '', present: false }
          : { channelId: '1.2', channelName: 'PJSIP/agent-2', present: true },
    });
    this.session = this.last.session;
    this.decisions.push(this.last);
  }

  happens(happened: Happened): this {
    this.#at = happened.at ?? this.#at + 1000;
    this.last = reduce(this.session, { ...happened, at: this.#at } as Event);
    this.session = this.last.session;
    this.decisions.push(this.last);
    return this;
  }

  get phase(): Phase {
    return this.session.phase;
  }

  get at(): number {
    return this.#at;
  }

  /** The last decision in short: `prompt caller enter`, `startTimer firstKey`, `charge`; without what is noted. */
  did(): string[] {
    const commands = this.last.commands.filter(({ type }) => type !== 'note');
    return commands.map((command) => {
      switch (command.type) {
        case 'prompt':
          return `prompt ${command.side} ${command.prompt.key}`;
        case 'stopPrompt':
        case 'release':
          return `${command.type} ${command.side}`;
        case 'startTimer':
        case 'stopTimer':
          return `${command.type} ${command.timer}`;
        case 'collect':
        case 'judgeField':
        case 'discard':
          return `${command.type} ${command.field}`;
        default:
          return command.type;
      }
    });
  }

  /** What is said in the last decision, without timers. */
  said(): string[] {
    return this.did().filter((what) => what.startsWith('prompt '));
  }

  arrive(): this {
    return this.happens({ type: 'partyArrived', side: 'caller' }).happens({
      type: 'partyArrived',
      side: 'agent',
    });
  }

  /** A caller alone comes to the payment line. */
  enter(): this {
    return this.happens({ type: 'partyArrived', side: 'caller' });
  }

  card(): this {
    return this.happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK })
      .happens({ type: 'fieldDone', field: 'expiration-date' })
      .happens({ type: 'fieldDone', field: 'security-code' });
  }

  /** A bank account, up to its mandate. */
  account(): this {
    this.happens({ type: 'fieldDone', field: 'bank-routing-number' });
    for (let entry = 1; entry <= 2; entry++) {
      this.happens({ type: 'fieldDone', field: 'bank-account-number', card: ACCOUNT_MASK });
    }
    return this.happens({ type: 'callerChose', answer: 1 });
  }

  /** The caller hears their prompt to its end. */
  heard(): this {
    const promptId = this.session.playing.caller ?? '';
    return this.happens({ type: 'promptFinished', side: 'caller', promptId });
  }

  /** It could not be played. */
  unplayed(): this {
    const promptId = this.session.playing.caller ?? '';
    return this.happens({ type: 'promptFinished', side: 'caller', promptId, failed: true });
  }

  agreed(mandate: MandateWords = MANDATE): this {
    return this.heard().happens({ type: 'callerChose', answer: 1, mandate });
  }

  /** An account that is being verified. */
  verifying(): this {
    return this.arrive().account().agreed().happens({ type: 'tokenised' });
  }

  charging(): this {
    return this.arrive().card().happens({ type: 'tokenised' });
  }

  /** No key comes for a while, and what is said meanwhile is heard to its end. */
  quiet(): this {
    this.happens({ type: 'timedOut', timer: 'quiet' });
    return this.did().includes('rejoin') ? this : this.heard();
  }

  /** Everybody hears their prompt to the end. */
  hearOut(): this {
    for (const side of ['caller', 'agent'] as const) {
      const promptId = this.session.playing[side];
      if (promptId && this.session[side].present) this.happens({ type: 'promptFinished', side, promptId });
    }
    return this;
  }
}

export const APPROVED = {
  type: 'charged',
  orderId: ORDER,
  outcome: { kind: 'approved', transactionId: 't1' },
} as const;
export const DECLINED = {
  type: 'charged',
  orderId: ORDER,
  outcome: { kind: 'declined', code: '2001', text: 'Insufficient Funds', severity: 'soft' },
} as const;

/** The payment line with all that it can ask. */
export const LINE: Policy['line'] = {
  ...POLICY.line,
  languages: ['en', 'de'],
  identify: true,
  receipt: ['text', 'email'],
  score: true,
};
export function accountTable(terms: Partial<Terms> = {}, policy: Partial<Policy> = {}): Table {
  return new Table({ holder: HOLDER, ...terms }, { methods: ['ach-debit'], ...policy });
}

function askedToKeep(): Table {
  return new Table({}, { keep: true })
    .arrive()
    .card()
    .happens({ type: 'tokenised', keepable: true })
    .happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't1' } })
    .hearOut();
}

/** A table for each state of a session, just entered. */
export const STATES: Readonly<Record<string, () => Table>> = {
  handingOff: () => new Table(),
  askingAmount: () => new Table({ amount: undefined }).arrive(),
  confirmingAmount: () =>
    new Table({ amount: undefined })
      .arrive()
      .happens({ type: 'agentPressed', key: '5' })
      .happens({ type: 'agentPressed', key: '#' }),
  capturing: () => new Table().arrive(),
  choosing: () =>
    new Table({}, { confirmLastFour: true })
      .arrive()
      .happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK }),
  ready: () => new Table({}, { charge: 'agent' }).arrive().card(),
  tokenising: () => new Table().arrive().card(),
  storing: () => new Table({ mode: 'tokenise' }).charging(),
  charging: () => new Table().charging(),
  finding: () =>
    new Table()
      .charging()
      .happens({ type: 'recovered', callerPresent: true, agentPresent: true, restarted: true }),
  announcing: () =>
    new Table()
      .charging()
      .happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't1' } }),
  choosingAccountType: () => {
    const table = accountTable().arrive().happens({ type: 'fieldDone', field: 'bank-routing-number' });
    for (let entry = 1; entry <= 2; entry++) {
      table.happens({ type: 'fieldDone', field: 'bank-account-number', card: ACCOUNT_MASK });
    }
    return table;
  },
  agreeing: () => accountTable().arrive().account(),
  tokenisingAccount: () => accountTable().arrive().account().agreed(),
  verifying: () => accountTable().verifying(),
  debiting: () =>
    accountTable()
      .verifying()
      .happens({ type: 'stored', token: `${ID}-a1` }),
  askedToKeep,
  keeping: () => askedToKeep().happens({ type: 'callerChose', answer: 1 }),
  codeOfStored: () =>
    new Table(
      { stored: [{ token: 'tok-1', method: 'credit-card', card: { brand: 'amex', last4: '0005' } }] },
      { codeForStored: true },
    )
      .arrive()
      .happens({ type: 'callerChose', answer: 1 }),
  deciding: () =>
    new Table()
      .charging()
      .happens({
        type: 'charged',
        orderId: ORDER,
        outcome: { kind: 'declined', code: '2001', text: 'Insufficient Funds', severity: 'soft' },
      })
      .hearOut(),
  rejoining: () =>
    new Table()
      .charging()
      .happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't1' } })
      .hearOut(),
};

/** What comes before the card, and the payment line, where there is no agent: just entered as well. */
export const LINE_STATES: Readonly<Record<string, () => Table>> = {
  choosingAmount: () => new Table({ amount: undefined, due: TERMS.amount, minimum: TERMS.amount }).arrive(),
  lineAsked: () => new Table({ entry: 'ivr', amount: undefined }, { line: LINE }).enter(),
  identifying: () =>
    new Table({ entry: 'ivr', amount: undefined }, { line: LINE })
      .enter()
      .happens({ type: 'callerChose', answer: 1 })
      .happens({ type: 'fieldDone', field: 'customer-number' }),
  lineCapturing: () => new Table({ entry: 'ivr' }).enter(),
  lineListening: () => new Table({ entry: 'ivr' }, { speech: true }).enter().hearOut(),
  lineCharging: () => new Table({ entry: 'ivr' }).enter().card().happens({ type: 'tokenised' }),
  lineWrappingUp: () =>
    new Table({ entry: 'ivr' }, { line: { ...LINE, languages: [] } })
      .enter()
      .card()
      .happens({ type: 'tokenised' })
      .happens(APPROVED)
      .hearOut(),
  lineDeclined: () =>
    new Table({ entry: 'ivr' }).enter().card().happens({ type: 'tokenised' }).happens(DECLINED).hearOut(),
};
