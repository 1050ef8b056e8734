import { decimalAmount } from '../../money/currency.js';
import { toldAmount } from '../../money/told.js';
import type { Accounts } from './account-list.js';
import type {
  BraintreeGateway,
  FoundSubscription,
  SubscribeRequest,
  Subscription,
  SubscriptionOutcome,
} from './braintree-gateway.js';
import type { Ended } from './call.js';
import { classifyTransaction } from './classify.js';
import { unknown } from './outcomes.js';
import type { SdkSubscription, SubscriptionAnswer } from './sdk.js';
import { classifyValidation } from './validation.js';
import type { Wire } from './wire.js';

const STATUSES: Readonly<Record<string, Subscription['status']>> = {
  Active: 'active',
  Canceled: 'canceled',
  Expired: 'expired',
  'Past Due': 'past-due',
  Pending: 'pending',
};

/** The id is in use: by an earlier copy of the same request, as it is ours. Cancelled before: so it is. */
const ID_IN_USE = '81902';
const ALREADY_CANCELED = '81905';

type Subscribing = Pick<
  BraintreeGateway,
  'subscribe' | 'cancelSubscription' | 'findSubscription' | 'retrySubscription'
>;

/** Payments that repeat by the gateway's own clock. */
export function subscribing(wire: Wire, accounts: Accounts): Subscribing {
  const findSubscription: Subscribing['findSubscription'] = async (id) => {
    const ended = await wire.ask(async () => subscriptionOf(await wire.sdk.subscription.find(id), accounts));
    if (ended.kind !== 'answered') return wire.unanswered<FoundSubscription>(ended, { kind: 'not-found' });
    wire.saw(undefined);
    return { kind: 'found', subscription: ended.value };
  };
  /** What an earlier copy has done already is as good as done now. */
  const existing = async (
    id: string,
    same: (subscription: Subscription) => boolean,
  ): Promise<SubscriptionOutcome> => {
    const found = await findSubscription(id);
    if (found.kind === 'found' && same(found.subscription)) {
      return { kind: 'subscription', subscription: found.subscription };
    }
    return unknown('gateway-error', 'an earlier request was in its way');
  };
  const outcomeOf = async (
    method: string,
    id: string,
    ended: Ended<SubscriptionAnswer>,
    earlier: { readonly code: string; readonly same: (subscription: Subscription) => boolean },
  ): Promise<SubscriptionOutcome> => {
    if (ended.kind !== 'answered') return wire.silent(method, ended);
    wire.saw(undefined);
    const { success, subscription, transaction, errors, message } = ended.value;
    if (success && subscription) return madeOf(subscription, accounts);
    if (success) return unknown('gateway-error', 'an answer without a subscription');
    if (transaction) {
      const outcome = classifyTransaction(transaction);
      return outcome.kind === 'approved' ? unknown('gateway-error', 'contradiction') : outcome;
    }
    const faults = errors?.deepErrors() ?? [];
    if (faults.some(({ code }) => code === earlier.code)) return existing(id, earlier.same);
    return classifyValidation(faults, message);
  };
  return {
    findSubscription,
    async subscribe(request): Promise<SubscriptionOutcome> {
      const chosen = request.price ? accounts.choose(request.price) : undefined;
      if (chosen && !chosen.ok) return chosen.outcome;
      const account = chosen?.ok ? chosen.id : undefined;
      const ended = await wire.change(() => wire.sdk.subscription.create(creation(request, account)));
      const same = ({ planId, token }: Subscription): boolean =>
        planId === request.planId && token === request.token;
      return outcomeOf('subscribe', request.id, ended, { code: ID_IN_USE, same });
    },
    async cancelSubscription(id) {
      const ended = await wire.change(() => wire.sdk.subscription.cancel(id));
      const same = ({ status }: Subscription): boolean => status === 'canceled';
      return outcomeOf('cancelSubscription', id, ended, { code: ALREADY_CANCELED, same });
    },
    async retrySubscription(id, amount) {
      const chosen = amount && accounts.choose(amount);
      if (chosen && !chosen.ok) return chosen.outcome;
      const ended = await wire.change(() => wire.sdk.subscription.retryCharge(id, chosen?.amount, true));
      return wire.outcomeOf('retrySubscription', ended);
    },
  };
}

function creation(request: SubscribeRequest, merchantAccountId: string | undefined): object {
  const { id, planId, token, price, firstBilling, cycles, trial } = request;
  return {
    id,
    planId,
    paymentMethodToken: token,
    ...(price ? { price: decimalAmount(price) } : {}),
    ...(merchantAccountId ? { merchantAccountId } : {}),
    ...(firstBilling ? { firstBillingDate: firstBilling } : {}),
    ...(cycles === 'never-ends' ? { neverExpires: true } : {}),
    ...(typeof cycles === 'number' ? { numberOfBillingCycles: cycles } : {}),
    ...(trial === false ? { trialPeriod: false } : {}),
    ...(trial ? { trialPeriod: true, trialDuration: trial.count, trialDurationUnit: trial.unit } : {}),
  };
}

function madeOf(subscription: SdkSubscription, accounts: Accounts): SubscriptionOutcome {
  const [first] = subscription.transactions ?? [];
  const made = { kind: 'subscription', subscription: subscriptionOf(subscription, accounts) } as const;
  return first ? { ...made, charge: classifyTransaction(first) } : made;
}

/** A price comes without its currency: it is that of the merchant account, where we know it. */
function subscriptionOf(s: SdkSubscription, accounts: Accounts): Subscription {
  const { id, planId = '', transactions = [] } = s;
  if (!id) throw new Error('a subscription without an id');
  const currency = accounts.currencyOf(s.merchantAccountId) ?? transactions[0]?.currencyIsoCode;
  const price = toldAmount(s.price, currency);
  return {
    id,
    planId,
    status: STATUSES[s.status ?? ''] ?? 'unknown',
    transactionIds: transactions.flatMap((t) => t.id ?? []),
    ...(s.paymentMethodToken ? { token: s.paymentMethodToken } : {}),
    ...(price ? { price } : {}),
    ...(s.balance ? { balance: s.balance } : {}),
    ...(s.nextBillingDate ? { nextBilling: s.nextBillingDate } : {}),
    ...(s.paidThroughDate ? { paidThrough: s.paidThroughDate } : {}),
    ...(s.daysPastDue ? { daysPastDue: s.daysPastDue } : {}),
    ...(s.currentBillingCycle ? { currentCycle: s.currentBillingCycle } : {}),
  };
}
