import { windowsOf } from '../../lib/rig/proof/digits.js';
import type { Event } from '../../lib/session/event.js';
import type { CallPlan } from './plan.js';

/** So many digits of a number are no chance. */
const LEAST = 10;

/** Everything that a day leaves behind, in which no digit may be. */
export class Traces {
  readonly #texts = new Map<string, string[]>();
  readonly #keyed = new Map<string, string>();

  add(where: string, text: string): void {
    const list = this.#texts.get(where) ?? [];
    if (list.length === 0) this.#texts.set(where, list);
    list.push(text);
  }

  /** A step of the journal: single digits in it, one after another, would be the caller's keys. */
  step(session: string, event: Event): void {
    if (event.type === 'agentPressed') return;
    const single = [...JSON.stringify(event).matchAll(/[:[]"?([0-9])"?(?=[,}\]])/g)].map(
      ([, digit]) => digit,
    );
    this.#keyed.set(session, (this.#keyed.get(session) ?? '') + single.join(''));
  }

  get bytes(): number {
    return [...this.#texts.values()].flat().reduce((sum, text) => sum + text.length, 0);
  }

  /** Where digits of these callers' cards stand. */
  digitsOf(plans: readonly CallPlan[]): string[] {
    const wanted = new Set(plans.flatMap(({ card }) => windowsOf(card.number + card.expiry, LEAST)));
    const found: string[] = [];
    const look = (where: string, text: string) => {
      for (const [run] of text.matchAll(/\d(?:[ -]?\d){9,}/g)) {
        const hit = windowsOf(run.replace(/[ -]/g, ''), LEAST).find((window) => wanted.has(window));
        if (hit) found.push(`${where}: ${hit}`);
      }
    };
    for (const [where, texts] of this.#texts) for (const text of texts) look(where, text);
    for (const [session, keys] of this.#keyed) look(`steps of ${session}`, keys);
    return found;
  }
}
