/** Summary of one measure. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

/** Percentiles by the nearest rank: no value is invented between two that were measured. */
export function summary(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, median: at(0.5), p99: at(0.99), most: at(1) };
}
