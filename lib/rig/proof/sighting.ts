/** One place that was looked at. */
export interface Sighting {
  readonly place: string;
  /** Digits of the card found there; 0 is what is expected. */
  readonly found: number;
  /** Digits found there in the control run, with the protection off. */
  readonly control?: number;
  /** Why the control run finds nothing either, or what one must know to read the numbers. */
  readonly reason?: string;
}

/** The table: a protected run with the control run beside it. Places are the same in both. */
export function compare(
  protectedRun: readonly Sighting[],
  control: readonly Sighting[],
): readonly Sighting[] {
  return protectedRun.map(({ place, found, reason }) => {
    const other = control.find((sighting) => sighting.place === place);
    const why = other?.reason ?? reason;
    return { place, found, control: other?.found ?? 0, ...(why ? { reason: why } : {}) };
  });
}

/**
 * The proof holds when nothing was found anywhere, and everywhere the control run has shown that it would have been,
 * or a reason says why nothing can be there. Without a control run only the first half can be told.
 */
export function holds(places: readonly Sighting[]): boolean {
  return (
    places.length > 0 &&
    places.every(({ found, control, reason }) => {
      return found === 0 && (control === undefined || control > 0 || reason !== undefined);
    })
  );
}
