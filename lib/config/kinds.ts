import { z } from 'zod';

/** A duration with its default, in seconds. */
export const seconds = (value: number, what: string, range: { min?: number; max?: number } = {}) =>
  z
    .number()
    .min(range.min ?? 0.1)
    .max(range.max ?? 3600)
    .default(value)
    .describe(`${what} In seconds.`);

export const text = (what: string) => z.string().min(1).describe(what);

export const port = (value: number, what: string) =>
  z.number().int().min(0).max(65535).default(value).describe(what);
