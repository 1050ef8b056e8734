import type { AccountHolder, Gateway, Tokenised } from '../gateway/gateway.js';
import type { Tokenise } from '../session/command.js';
import type { ChargeOutcome } from '../session/state.js';
import type { SessionContext } from './context.js';
import { endOf, refusedBy } from './limits.js';
import type { Live } from './live.js';

/** What was keyed is counted as an attempt, then goes to the gateway for a single-use token, and is wiped. */
export async function tokenise(context: SessionContext, live: Live, command: Tokenise): Promise<void> {
  const { id } = live.session;
  const failed = (outcome: ChargeOutcome) => {
    live.card.wipe();
    void context.ports.limits?.ended(live.attempt, endOf(outcome));
    live.attempt = undefined;
    context.dispatch(id, { type: 'tokeniseFailed', outcome });
  };
  const refusal = await counted(context, live, command);
  if (refusal) return failed(refusal);
  const asked = ask(context.ports.gateway, live, command);
  if (!asked) {
    const text = 'What was keyed was no longer in memory';
    return failed({ kind: 'failed', cause: 'card-missing', text });
  }
  try {
    const [first, spare] = await Promise.all(asked);
    live.card.wipe();
    if (first?.kind !== 'token') return first && failed(first.outcome);
    live.nonce = first.nonce;
    // Without it the payment goes on: the card is then not offered to be kept.
    live.spare = spare?.kind === 'token' ? spare.nonce : undefined;
    context.dispatch(id, { type: 'tokenised', ...(live.spare && { keepable: true }) });
  } catch (error) {
    context.ports.log.error({ session: id, err: error }, 'tokenise broke');
    const text = 'The gateway door broke before anything was charged';
    failed({ kind: 'failed', cause: 'internal-error', text });
  }
}

/** Counts the attempt before anything is sent; undefined where it may be made. A code alone says nothing of its card. */
async function counted(
  context: SessionContext,
  live: Live,
  command: Tokenise,
): Promise<ChargeOutcome | undefined> {
  const { limits } = context.ports;
  if (!limits || command.of === 'code') return undefined;
  const print = limits.printOf(live.card, command.of);
  if (!print) return undefined;
  const pass = await limits.pay(live.session, print);
  if (pass.kind !== 'passed') return refusedBy(pass);
  live.attempt = pass.attempt;
  return undefined;
}

/** One request, or two beside one another: a single-use token is used up by the charge. Undefined: nothing is there. */
function ask(gateway: Gateway, live: Live, command: Tokenise): Promise<Tokenised>[] | undefined {
  switch (command.of) {
    case 'card': {
      const card = live.card.take();
      if (!card) return undefined;
      return [gateway.tokenise(card), ...(command.spare ? [gateway.tokenise(card)] : [])];
    }
    case 'account': {
      const holder = holderOf(live);
      const account = holder && live.card.takeAccount(command.accountType);
      return account && [gateway.tokeniseAccount(account, holder)];
    }
    case 'code': {
      const code = live.card.takeCode();
      return code && [gateway.tokeniseCode(code)];
    }
  }
}

/** Whose account it is, with the mandate word for word as they have agreed to it. */
function holderOf({ session, mandate }: Live): AccountHolder | undefined {
  const { holder } = session.terms;
  const agreed = session.mandate !== undefined && session.mandate.version === mandate?.words.version;
  return holder && agreed ? { ...holder, mandate: mandate.text } : undefined;
}
