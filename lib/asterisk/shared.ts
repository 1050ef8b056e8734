/**
 * One answer for all who ask at about the same time. Nobody is given one that was asked for before they came: who comes while
 * one is under way shares the next.
 */
export function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (next) return next;
    const mine = last.then(() => {
      next = undefined;
      return ask();
    });
    last = mine.catch(() => undefined);
    next = mine;
    return mine;
  };
}
