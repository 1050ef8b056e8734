/** Asks every 25 ms until `condition` gives something true; rejects after `ms` naming what was waited for. */
export async function until<T>(
  what: string,
  ms: number,
  condition: () => Promise<T> | T,
): Promise<Exclude<T, undefined | false | null | 0 | ''>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<T, undefined | false | null | 0 | ''>;
    if (Date.now() > deadline) throw new Error(`Waited ${ms} ms in vain for ${what}`);
    await pause(25);
  }
}

/** Time passing on the telephone line; never used to wait for something to have happened. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `promise`, or a rejection naming what was waited for. */
export function within<T>(what: string, ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${ms} ms in vain for ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
