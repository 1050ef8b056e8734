/** One piece of a text: a sound of its own, or a place for an amount, a brand or the like. */
export type Piece =
  | { readonly kind: 'sound'; readonly name: string }
  | { readonly kind: 'slot'; readonly slot: Slot };

export const SLOTS = [
  'amount',
  'currency',
  'brand',
  'brands',
  'digits',
  'code',
  'expiry',
  'number',
  'key',
] as const;
export type Slot = (typeof SLOTS)[number];

/** What sets one text of a part apart from its others. */
export interface Facets {
  readonly field?: string;
  readonly error?: string;
  /** `unknown` is a brand here. */
  readonly brand?: string;
  /** From 2 on; a text for a try is said at later ones too, until there is one for them. */
  readonly attempt?: number;
  /** For a caller who has shown that they know how it goes. */
  readonly brief?: boolean;
}

/**
 * Names of a part's texts, most specific first. A name is the part and any of field, error, brand, `try-N` and `brief`,
 * in this order. A name with the field goes before all without it, then one with the error, and so on: of
 * `again-security-code-amex` and `again-security-code-try-3` the first is said.
 */
export function candidates(part: string, facets: Facets): string[] {
  const { field, error, brand, attempt = 1, brief } = facets;
  const tries = Array.from({ length: Math.max(0, Math.min(attempt, 9) - 1) }, (_, i) => `try-${attempt - i}`);
  const choices: readonly (readonly (string | undefined)[])[] = [
    [field, undefined],
    [error, undefined],
    [brand, undefined],
    [...tries, undefined],
    [brief ? 'brief' : undefined, undefined],
  ];
  let names: readonly string[] = [part];
  for (const values of choices) {
    const distinct = [...new Set(values)];
    names = names.flatMap((name) => distinct.map((value) => (value ? `${name}-${value}` : name)));
  }
  return [...names];
}

/** A text with its places taken out. `sounds` are the stretches to be spoken, by the name of their sound. */
export interface SplitText {
  readonly pieces: readonly Piece[];
  readonly sounds: Readonly<Record<string, string>>;
}

/**
 * "Your payment of {amount} has gone through." is two sounds with an amount between: `NAME-1` and `NAME-2`. A text
 * with one stretch of words is the sound NAME. Throws when a place is none of `SLOTS`.
 */
export function splitText(name: string, text: string): SplitText {
  const parts = text.split(/\{([^}]*)\}/).map((part, i) => ({ part: part.trim(), slot: i % 2 === 1 }));
  const spoken = parts.filter(({ part, slot }) => !slot && /[\p{L}\d[]/u.test(part));
  const sounds: Record<string, string> = {};
  const pieces = parts.flatMap(({ part, slot }): Piece[] => {
    if (slot) return [{ kind: 'slot', slot: slotOf(name, part) }];
    // A full stop after an amount is only for the eye.
    if (!spoken.some((one) => one.part === part)) return [];
    const sound = spoken.length === 1 ? name : `${name}-${Object.keys(sounds).length + 1}`;
    sounds[sound] = part.replace(/^[,.;:] */, '');
    return [{ kind: 'sound', name: sound }];
  });
  return { pieces, sounds };
}

function slotOf(name: string, slot: string): Slot {
  const known = SLOTS.find((one) => one === slot);
  if (!known) throw new Error(`${name}: {${slot}} is none of ${SLOTS.map((one) => `{${one}}`).join(', ')}`);
  return known;
}
