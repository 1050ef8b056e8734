import type { Accounts } from './account-list.js';
import type { BraintreeGateway, VerifyOutcome, VerifyRequest } from './braintree-gateway.js';
import type { Ended } from './call.js';
import type { TransactionFacts } from './classify.js';
import { verificationOf } from './method.js';
import { unknown } from './outcomes.js';
import type { MethodAnswer, SdkVerification, VerificationAnswer } from './sdk.js';
import { refusalOf, verified } from './vault.js';
import type { Wire } from './wire.js';

/** Questions to the issuer of a card and to the bank of an account; nothing is charged. */
export function verifying(
  wire: Wire,
  accounts: Accounts,
): Pick<BraintreeGateway, 'verify' | 'confirmDeposits'> {
  return {
    async verify(request): Promise<VerifyOutcome> {
      const chosen = request.currency ? accounts.choose({ minor: 0, currency: request.currency }) : undefined;
      if (chosen && !chosen.ok) return chosen.outcome;
      const account = chosen?.ok ? chosen.id : undefined;
      const ended = await wire.change<MethodAnswer | VerificationAnswer>(() => ask(wire, request, account));
      return outcomeOf(wire, 'verify', ended);
    },
    async confirmDeposits(verificationId, cents): Promise<VerifyOutcome> {
      const ended = await wire.change(() =>
        wire.sdk.usBankAccountVerification.confirmMicroTransferAmounts(verificationId, cents),
      );
      return outcomeOf(wire, 'confirmDeposits', ended);
    },
  };
}

function ask(
  wire: Wire,
  request: VerifyRequest,
  account: string | undefined,
): Promise<MethodAnswer | VerificationAnswer> {
  if (request.nonce !== undefined) {
    return wire.sdk.creditCardVerification.create({
      paymentMethodNonce: request.nonce,
      intendedTransactionSource: 'moto',
      ...(account ? { options: { merchantAccountId: account } } : {}),
    });
  }
  return wire.sdk.paymentMethod.update(request.token, {
    options: { verifyCard: true, ...(account ? { verificationMerchantAccountId: account } : {}) },
  });
}

function outcomeOf(
  wire: Wire,
  method: string,
  ended: Ended<MethodAnswer | VerificationAnswer>,
): VerifyOutcome {
  if (ended.kind !== 'answered') return wire.silent(method, ended);
  wire.saw(undefined);
  const answer = ended.value;
  if (!answer.success) return refusalOf(answer);
  const facts = verificationFacts(answer);
  const state = verificationOf(facts);
  if (state.kind === 'pending') return { kind: 'pending', verificationId: state.id };
  if (!facts || state.kind === 'none') return unknown('gateway-error', 'an answer without a verification');
  // `verified` reads a transaction, which always has an id.
  const outcome = verified({ ...facts, id: facts.id ?? 'verification' });
  if (outcome.kind !== 'approved') return outcome;
  const { code, text, details } = outcome;
  return {
    kind: 'verified',
    ...(facts.id ? { verificationId: facts.id } : {}),
    ...(code ? { code, text } : {}),
    ...(details ? { details } : {}),
  };
}

function verificationFacts(
  answer: MethodAnswer & VerificationAnswer,
): (SdkVerification & TransactionFacts) | undefined {
  return answer.verification ?? answer.usBankAccountVerification ?? answer.paymentMethod?.verification;
}
