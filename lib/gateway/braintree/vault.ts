import { statusOf } from '../../money/transaction-status.js';
import type { ChargeDetails, ChargeOutcome } from '../../session/state.js';
import type { Gateway } from '../gateway.js';
import type {
  BankCheck,
  Customer,
  FoundMethod,
  FoundMethods,
  NoAnswer,
  Unsuccessful,
  VaultOutcome,
  VaultRequest,
} from '../methods.js';
import type { Accounts } from './account-list.js';
import { type AnswerFacts, classifyTransaction, type TransactionFacts } from './classify.js';
import { methodOf } from './method.js';
import { failed, unknown } from './outcomes.js';
import type { MethodAnswer } from './sdk.js';
import { addressOf, riskOf } from './transaction-fields.js';
import { classifyValidation } from './validation.js';
import { isMissing, type Wire } from './wire.js';

const CHECKS: Readonly<Record<BankCheck, string>> = {
  'network-check': 'network_check',
  'micro-deposits': 'micro_transfers',
  'independent-check': 'independent_check',
};

/** A customer id and a token that are in use: by an earlier copy of the same request, as both are ours. */
const CUSTOMER_IN_USE = '91609';
const TOKEN_IN_USE: ReadonlySet<string> = new Set(['91719', '92906', '93503']);

type Vaulting = Pick<Gateway, 'vault' | 'findMethod' | 'methodsOf' | 'forget'>;

/** The gateway's vault: methods that are stored under a token and an owner of our naming. */
export function vaulting(wire: Wire, accounts: Accounts): Vaulting {
  const findMethod: Vaulting['findMethod'] = async (token) => {
    const ended = await wire.ask(async () => methodOf(await wire.sdk.paymentMethod.find(token)));
    if (ended.kind !== 'answered') return wire.unanswered<FoundMethod>(ended, { kind: 'not-found' });
    wire.saw(undefined);
    return { kind: 'found', method: ended.value };
  };
  return {
    findMethod,
    async methodsOf(customerId): Promise<FoundMethods> {
      const ended = await wire.ask(() => wire.sdk.customer.find(customerId));
      if (ended.kind !== 'answered') return wire.unanswered<FoundMethods>(ended, { kind: 'not-found' });
      wire.saw(undefined);
      const methods = (ended.value.paymentMethods ?? []).flatMap((one) => (one.token ? methodOf(one) : []));
      const first = methods.filter(({ isDefault }) => isDefault);
      return { kind: 'found', methods: [...first, ...methods.filter(({ isDefault }) => !isDefault)] };
    },
    async vault(request): Promise<VaultOutcome> {
      const chosen = request.currency ? accounts.choose({ minor: 0, currency: request.currency }) : undefined;
      if (chosen && !chosen.ok) return chosen.outcome;
      const wrong = await ensureCustomer(wire, request.customer);
      if (wrong) return wrong;
      const ended = await wire.change(() =>
        wire.sdk.paymentMethod.create(creation(request, chosen?.ok ? chosen.id : undefined)),
      );
      if (ended.kind !== 'answered') return wire.silent('vault', ended);
      wire.saw(undefined);
      if (ended.value.success) return stored(ended.value);
      if (codesOf(ended.value).some((code) => TOKEN_IN_USE.has(code))) {
        const found = await findMethod(request.token);
        const own = found.kind === 'found' && found.method.customerId === request.customer.id;
        return own
          ? { kind: 'stored', method: found.method }
          : unknown('gateway-error', 'the token is in use');
      }
      return refusalOf(ended.value);
    },
    async forget(token) {
      const ended = await wire.change(() => wire.sdk.paymentMethod.delete(token));
      if (ended.kind === 'answered' || (ended.kind === 'broke' && isMissing(ended.error))) {
        wire.saw(undefined);
        return { kind: 'forgotten' };
      }
      return wire.silent('forget', ended);
    },
  };
}

function creation(request: VaultRequest, merchantAccountId: string | undefined): object {
  const { nonce, token, customer, verify, billing, makeDefault, deviceData } = request;
  const bank = typeof verify === 'string' ? { usBankAccountVerificationMethod: CHECKS[verify] } : {};
  return {
    paymentMethodNonce: nonce,
    token,
    customerId: customer.id,
    ...(verify !== false && deviceData && riskOf({ deviceData })),
    ...(billing ? { billingAddress: addressOf(billing) } : {}),
    options: {
      ...(verify === true ? { verifyCard: true } : {}),
      ...bank,
      ...(verify !== false && merchantAccountId ? { verificationMerchantAccountId: merchantAccountId } : {}),
      ...(makeDefault ? { makeDefault: true } : {}),
    },
  };
}

/** Undefined: the customer is there. One made by an earlier copy of this request is as good. */
async function ensureCustomer(wire: Wire, customer: Customer): Promise<NoAnswer | undefined> {
  const found = await wire.ask(() => wire.sdk.customer.find(customer.id));
  if (found.kind === 'answered') return undefined;
  // Nothing of the method was sent: what is not known of the customer is mended by the next try.
  if (!(found.kind === 'broke' && isMissing(found.error))) return notSent(wire.silent('vault', found));
  const made = await wire.change(() => wire.sdk.customer.create({ ...customer }));
  if (made.kind !== 'answered') return notSent(wire.silent('vault', made));
  if (made.value.success || codesOf(made.value).includes(CUSTOMER_IN_USE)) return undefined;
  const outcome = classifyValidation(made.value.errors?.deepErrors() ?? [], made.value.message);
  return outcome.kind === 'failed' ? outcome : failed('gateway-validation', made.value.message);
}

function notSent(outcome: NoAnswer): NoAnswer {
  return outcome.kind === 'failed'
    ? outcome
    : failed('gateway-unreachable', 'the customer could not be made');
}

function stored(answer: MethodAnswer): VaultOutcome {
  const method = answer.paymentMethod;
  return method?.token
    ? { kind: 'stored', method: methodOf(method) }
    : unknown('gateway-error', 'stored, without a token');
}

/** Of an answer that is no success: what a verification says of the method, or what validation says of the request. */
export function refusalOf(answer: AnswerFacts & { readonly verification?: TransactionFacts }): Unsuccessful {
  const faults = answer.errors?.deepErrors() ?? [];
  const outcome = answer.verification ? verified(answer.verification) : undefined;
  if (outcome && outcome.kind !== 'approved') return outcome;
  return classifyValidation(faults, answer.message);
}

/** A verification has the statuses of a transaction, and `verified`. */
export function verified(verification: TransactionFacts): ChargeOutcome {
  const { status } = verification;
  const facts = status === 'verified' ? { ...verification, status: 'authorized' } : verification;
  const outcome = classifyTransaction(facts);
  if (!('details' in outcome) || !outcome.details) return outcome;
  const { status: _, ...details } = outcome.details;
  return { ...outcome, details: status ? { ...details, status: verificationStatus(status) } : details };
}

function verificationStatus(status: string): ChargeDetails['status'] {
  return status === 'verified' ? status : statusOf(status);
}

function codesOf(answer: AnswerFacts): readonly string[] {
  return (answer.errors?.deepErrors() ?? []).map(({ code }) => code);
}
