import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import type { Relay } from './relay.js';
import { CARD, type Stage } from './stage.js';

/** Two prompts: what the caller hears, and what the agent does. */
export interface Words {
  readonly caller: string;
  readonly agent: string;
}

/** What a phase of a session comes to when the service is killed in it and started again. */
export interface Killed {
  readonly name: string;
  readonly phase: string;
  /** Brings a call into the phase, or as far as it can wait there. */
  readonly reach: () => Promise<Conversation>;
  /** The last step into the phase, in which something holds it for a while; one call after another. */
  readonly hold?: (call: Conversation) => Promise<unknown>;
  /** Told before both are together, which it keeps them from; else they are together first and hear it then. */
  readonly before?: readonly (Words | { readonly caller: string })[];
  /** Told over their conversation. */
  readonly over?: Words;
  /** A caller alone on the payment line. */
  readonly alone?: true;
  /** The outcome that the dialplan is told. */
  readonly result: string;
  readonly transactions: number;
  /** Whether there is a method in the vault under the token with this ending. */
  readonly vault?: { readonly ending: string; readonly there: boolean };
}

const BROKEN_OFF: Words = { caller: 'interrupted', agent: 'agent-service-interrupted' };
const APPROVED: Words = { caller: 'approved', agent: 'agent-approved' };

const PAYS = { HUSHPAY_AMOUNT: '25.00' };
const STORES = { ...PAYS, HUSHPAY_MODE: 'tokenise' };
const BANK = {
  ...PAYS,
  HUSHPAY_METHOD: 'ach-debit',
  HUSHPAY_HOLDER_FIRST: 'Ada',
  HUSHPAY_HOLDER_LAST: 'Moss',
  HUSHPAY_HOLDER_STREET: '1 Main St',
  HUSHPAY_HOLDER_CITY: 'San Jose',
  HUSHPAY_HOLDER_REGION: 'CA',
  HUSHPAY_HOLDER_POSTAL_CODE: '94085',
};

/** Every phase but `ended` and, because it takes a second kill, `finding`. `relay` is the way of Asterisk's events. */
export function phasesOf(stage: Stage, relay: () => Relay): readonly Killed[] {
  const off = { over: BROKEN_OFF, result: 'internal-error', transactions: 0 } as const;
  const begin = (variables: Record<string, string> = PAYS, phase = 'capturing') =>
    Conversation.handedOff(stage, variables, phase);
  const keyed = async (call: Conversation, card: Partial<typeof CARD>, more = '') => {
    await call.key(card);
    if (more) await call.press(more);
    return call;
  };
  const ready = async (variables: Record<string, string> = PAYS) => {
    const call = await begin(variables);
    await call.key();
    await call.phase('ready');
    return call;
  };
  /** All is keyed, and the agent starts the payment. */
  const started = async (variables: Record<string, string> = PAYS) => {
    const call = await ready(variables);
    await call.steer('1');
    return call;
  };
  const asked = async () => {
    const call = await started();
    await call.told('caller', 'keep-method');
    return call;
  };
  const fault = (route: string, when: 'before' | 'after' = 'before') =>
    stage.bank.fault({ route, kind: 'silence', when, times: 1 });
  /** The request that a fault was waiting for has come. */
  const struck = (route: string) =>
    until(`${route} to be asked`, 10_000, async () => !(await stage.bank.waiting(route)));
  const declined = async () => {
    const call = await started({ HUSHPAY_AMOUNT: '2000.00' });
    await call.phase('deciding', 40_000);
    return call;
  };

  const calm: Killed[] = [
    {
      name: 'askingAmount',
      phase: 'askingAmount',
      reach: async () => {
        const call = await begin({}, 'askingAmount');
        await call.steer('25');
        return call;
      },
      ...off,
    },
    {
      name: 'confirmingAmount',
      phase: 'confirmingAmount',
      reach: async () => {
        const call = await begin({}, 'askingAmount');
        await call.steer('25#');
        await call.phase('confirmingAmount');
        return call;
      },
      ...off,
    },
    { name: 'the number', phase: 'capturing', reach: async () => keyed(await begin(), {}, '411111'), ...off },
    {
      name: 'the expiry',
      phase: 'capturing',
      reach: async () => keyed(await begin(), { number: CARD.number }, '12'),
      ...off,
    },
    {
      name: 'the code',
      phase: 'capturing',
      reach: async () => keyed(await begin(), { number: CARD.number, expiry: CARD.expiry }, '12'),
      ...off,
    },
    {
      name: 'choosing',
      phase: 'choosing',
      reach: () => begin({ ...PAYS, HUSHPAY_MINIMUM: '5.00' }, 'choosing'),
      ...off,
    },
    {
      name: 'ready',
      phase: 'ready',
      reach: () => ready(),
      ...off,
    },
    {
      name: 'deciding',
      phase: 'deciding',
      reach: declined,
      ...off,
      result: 'payment-declined',
      transactions: 1,
    },
    {
      name: 'the question whether the card is to be kept',
      phase: 'choosing',
      reach: asked,
      over: APPROVED,
      result: 'success',
      transactions: 1,
    },
  ];
  const held: Killed[] = [
    {
      name: 'tokenising',
      phase: 'tokenising',
      reach: () => ready(),
      hold: async (call) => {
        await fault('graphql.tokenizeCreditCard');
        await call.steer('1');
        await call.phase('tokenising');
      },
      ...off,
    },
    {
      name: 'storing, not executed',
      phase: 'storing',
      reach: () => ready(STORES),
      hold: async (call) => {
        await fault('paymentMethod.create');
        await call.steer('1');
        await call.phase('storing');
        await struck('paymentMethod.create');
      },
      before: [
        { caller: 'looking-up-card', agent: 'agent-looking-up-card' },
        { caller: 'failed', agent: 'agent-failed' },
      ],
      result: 'payment-connector-error',
      transactions: 0,
      vault: { ending: '-1', there: false },
    },
    {
      name: 'storing, executed',
      phase: 'storing',
      reach: () => ready(STORES),
      hold: async (call) => {
        await fault('paymentMethod.create', 'after');
        await call.steer('1');
        await until('the card to be stored', 10_000, () => stage.bank.stored(`${call.session}-1`));
      },
      // Found at the first look, before it is said that it is looked for.
      before: [{ caller: 'stored', agent: 'agent-stored' }],
      result: 'success',
      transactions: 0,
      vault: { ending: '-1', there: true },
    },
    {
      name: 'keeping, not executed',
      phase: 'keeping',
      reach: asked,
      hold: async (call) => {
        await fault('paymentMethod.create');
        await call.press('1');
        await call.phase('keeping');
        await struck('paymentMethod.create');
      },
      before: [{ caller: 'not-kept' }],
      result: 'success',
      transactions: 1,
      vault: { ending: '-k', there: false },
    },
    {
      name: 'keeping, executed',
      phase: 'keeping',
      reach: asked,
      hold: async (call) => {
        await fault('paymentMethod.create', 'after');
        await call.press('1');
        await until('the card to be kept', 10_000, () => stage.bank.stored(`${call.session}-k`));
      },
      before: [{ caller: 'kept', agent: 'agent-kept' }],
      result: 'success',
      transactions: 1,
      vault: { ending: '-k', there: true },
    },
    {
      name: 'verifying, executed',
      phase: 'verifying',
      reach: async () => {
        const call = await begin(BANK);
        await call.press('071101307');
        await call.press('1000000000#');
        await call.told('caller', 'enter-again');
        await call.press('1000000000');
        await call.told('caller', 'choose-account-type');
        await call.press('2');
        await call.told('caller', 'mandate');
        const agreed = call.phase('ready').then(() => true);
        do await call.press('1');
        while (!(await Promise.race([agreed, pause(1000, false)])));
        return call;
      },
      hold: async (call) => {
        await fault('paymentMethod.create', 'after');
        await call.steer('1');
        await until('the account to be there', 10_000, () => stage.bank.stored(`${call.session}-a1`));
      },
      ...off,
      vault: { ending: '-a1', there: false },
    },
    {
      name: 'charging, executed',
      phase: 'charging',
      reach: () => ready(),
      hold: async (call) => {
        await fault('transaction.create', 'after');
        await call.steer('1');
        await until(
          'the charge to be made',
          10_000,
          async () => (await stage.bank.transactions(call.session)).length,
        );
      },
      before: [APPROVED],
      result: 'success',
      transactions: 1,
    },
    {
      name: 'identifying',
      phase: 'identifying',
      alone: true,
      reach: () => Conversation.onLine(stage),
      hold: async (call) => {
        await call.press('4711#');
        await call.phase('identifying');
      },
      before: [{ caller: 'failed' }],
      result: 'internal-error',
      transactions: 0,
    },
    {
      name: 'announcing',
      phase: 'announcing',
      reach: () => ready(),
      hold: async (call) => {
        await call.steer('1');
        await call.told('caller', 'approved');
      },
      before: [APPROVED],
      result: 'success',
      transactions: 1,
    },
    {
      name: 'rejoining',
      phase: 'rejoining',
      reach: declined,
      hold: async (call) => {
        await call.press('7');
        await call.steer('2');
        await call.phase('rejoining');
      },
      result: 'payment-declined',
      transactions: 1,
    },
    {
      name: 'handingOff, where nobody has heard yet that they came',
      phase: 'handingOff',
      reach: () => Conversation.begin(stage, { variables: PAYS }),
      hold: async (call) => {
        const from = stage.hushpay.lines.length;
        relay().keepEvents();
        await call.steer(stage.pbx.feature);
        await call.follow(from, 'handingOff');
        await until('both to be moved', 1000, async () =>
          (await call.channels()).every(({ dialplan }) => dialplan.app_name === 'Stasis'),
        );
      },
      ...off,
    },
  ];
  return [...calm, ...held];
}
