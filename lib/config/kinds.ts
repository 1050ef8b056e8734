import { z } from 'zod';

/** A duration with its default, in seconds. */
export const seconds = (value: number, what: string, range: { min?: number; max?: number } = {}) =>
  z
    .number()
    .min(range.min ?? 0.1)
    .max(range.max ?? 3600)
    .default(value)
    .describe(`${what} In seconds.`);
