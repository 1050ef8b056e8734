/** Texts, written and recorded, of prompts that the core does not ask for yet. */
const NAMES =
  `again-bank-account-number again-bank-account-type again-bank-routing-number again-customer-number
    again-postal-code agent-amount-too-small agent-error agent-error-input-matching-failed
    agent-error-invalid-bank-account-number agent-error-invalid-bank-routing-number agent-error-invalid-postal-code
    agent-field-bank-account-type agent-field-mandate agent-field-postal-code agent-help amount-choice
    amount-choice-whole amount-not-understood amount-too-large amount-too-small brand-naranja brand-troy brand-verve
    card-kept card-not-kept closed confirm-amount confirmation-number confirmation-repeat declined-other
    declined-settlement-declined doubled-keys enter-amount enter-amount-whole enter-bank-account-number
    enter-bank-account-number-brief enter-bank-account-type enter-bank-account-type-brief enter-bank-routing-number
    enter-bank-routing-number-brief enter-customer-number enter-expiration-date-brief
    enter-payment-card-number-brief enter-postal-code enter-postal-code-brief enter-security-code-amex-brief
    enter-security-code-brief enter-security-code-unknown-brief error error-bank-account-number-timeout
    error-bank-routing-number-timeout error-input-matching-failed error-invalid-bank-account-number
    error-invalid-bank-routing-number error-invalid-customer-number error-invalid-postal-code
    error-postal-code-timeout error-timeout gateway-down goodbye hold-for-agent identified ivr-again-choice
    ivr-declined ivr-failed ivr-greeting ivr-too-many-attempts ivr-welcome keep-card key-helps language-choice
    mandate mandate-declined method-choice not-understood nothing-due receipt-choice receipt-sent
    repeat-bank-account-number score score-thanks stored-account surcharge tip tip-choice told-
    told-account-not-verified told-another-card told-another-way told-ask-bank told-check-details told-later
    told-never-again told-our-side told-smaller-amount total transfer trust trust-agent welcome welcome-no-amount`.split(
    /\s+/,
  );

/** Sounds of those texts, and words that only they have places for. */
export const AHEAD = new RegExp(`^(${NAMES.join('|')})(-[1-9])?$|^(month|key)-\\d+$|^word-of$`);
