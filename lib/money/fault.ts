/** Why an amount that was set or keyed cannot be taken. */
export type AmountFault = 'zero' | 'too-large' | 'decimals' | 'nonsense' | 'currency';
