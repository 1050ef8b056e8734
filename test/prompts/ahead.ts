/** Texts, written and recorded, of prompts that the core does not ask for yet. */
const NAMES = `agent-amount-too-small agent-field-bank-account-type agent-help amount-choice-whole
    declined-settlement-declined doubled-keys not-understood receipt-sent score-thanks tip
    total trust trust-agent`.split(/\s+/);

/** Sounds of those texts, and words that only they have places for. */
export const AHEAD = new RegExp(`^(${NAMES.join('|')})(-[1-9])?$|^(month|key)-\\d+$|^month$`);
