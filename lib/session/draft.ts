import type { Money } from '../money/money.js';
import type { Command, MethodChange, PaymentChange, Prompt } from './command.js';
import type { Timer } from './event.js';
import { maySpeak } from './fields.js';
import type { Internal } from './internal.js';
import type { Lead, Party, Phase, Session, Side } from './state.js';

/** What only an agent who hears the prompts needs to hear of the capture. */
const OF_THE_CAPTURE: ReadonlySet<Prompt['key']> = new Set([
  'agent-field-failed',
  'agent-field-skipped',
  'agent-doubled',
]);

/** What the core answers: the new state, what to do, and what must be on disk before it is done. */
export interface Decision {
  readonly session: Session;
  readonly commands: readonly Command[];
  readonly payment?: PaymentChange;
  readonly method?: MethodChange;
}

/**
 * One decision in the making. It lives for one call of `reduce` and never leaves it, so the core stays a function
 * of its arguments although its parts may write.
 */
export class Draft {
  readonly commands: Command[] = [];
  payment?: PaymentChange;
  method?: MethodChange;
  /** Left by the part that is answering now, and by those before it. */
  readonly #left: Internal[] = [];
  readonly #waiting: Internal[] = [];

  constructor(
    public session: Session,
    readonly at: number,
  ) {}

  get phase(): Phase {
    return this.session.phase;
  }

  set(change: Partial<Session>): void {
    this.session = { ...this.session, ...change };
  }

  to(phase: Phase): void {
    this.set({ phase });
  }

  do(...commands: Command[]): void {
    this.commands.push(...commands);
  }

  /**
   * Leaves the rest to other parts: they follow in this order when the part that leaves it is done, and before whatever was
   * left earlier, as if they had been called. So nothing may be decided after this on what they do.
   */
  next(...internal: Internal[]): void {
    this.#left.push(...internal);
  }

  /** What follows now; undefined when the decision is made. For `reduce.ts` alone. */
  take(): Internal | undefined {
    this.#waiting.unshift(...this.#left.splice(0));
    return this.#waiting.shift();
  }

  party(side: Side): Party {
    return this.session[side];
  }

  present(side: Side): boolean {
    return this.session[side].present;
  }

  gone(side: Side): void {
    const party = { ...this.session[side], present: false };
    this.set(side === 'caller' ? { caller: party } : { agent: party });
  }

  /** Says something to one side; whatever plays there ends. Nothing happens when the side has gone. */
  say(side: Side, prompt: Prompt): void {
    if (!this.present(side)) return;
    const { presence } = this.session;
    const apart = side === 'agent' && (presence === 'isolated' || presence === 'silent');
    if (apart && OF_THE_CAPTURE.has(prompt.key)) return;
    const prompts = this.session.prompts + 1;
    const id = `${this.session.id}-p${prompts}`;
    this.set({ prompts, playing: { ...this.session.playing, [side]: id } });
    this.do({ type: 'prompt', side, prompt: side === 'caller' ? this.#told(prompt, id) : prompt, id });
  }

  /** Said to the caller before the next thing that is. */
  lead(lead: Lead): void {
    this.set({ lead: [...this.session.lead, lead] });
  }

  #told(prompt: Prompt, promptId: string): Prompt {
    const { lead, terms, amountTold, amountChanged: changed = false } = this.session;
    const amount = amountTold ? undefined : namedBy(prompt, lead);
    // What was being said before is cut short, and has named nothing.
    this.set({ lead: [], naming: amount && { promptId, amount, changed } });
    return {
      ...prompt,
      ...(lead.length > 0 && { lead }),
      ...(terms.entry === 'ivr' && { alone: true }),
      ...('field' in prompt && maySpeak(this.session, prompt.field) && { speech: true }),
    };
  }

  hush(side: Side): void {
    if (!this.session.playing[side]) return;
    this.set({ playing: { ...this.session.playing, [side]: undefined } });
    if (this.present(side)) this.do({ type: 'stopPrompt', side });
  }

  start(timer: Timer, ms: number): void {
    this.do({ type: 'startTimer', timer, ms });
  }

  stop(...timers: Timer[]): void {
    for (const timer of timers) this.do({ type: 'stopTimer', timer });
  }

  decision(): Decision {
    const { session, commands, payment, method } = this;
    return { session, commands, payment, ...(method && { method }) };
  }
}

/** The first amount of a call that the caller hears; another one later must be agreed to: see `told.ts`. */
function namedBy(prompt: Prompt, lead: readonly Lead[]): Money | undefined {
  const [said] = lead.flatMap((one) => (one.say === 'amount' ? [one.amount] : []));
  if (said) return said;
  switch (prompt.key) {
    case 'welcome':
    case 'stored-method':
      return prompt.amount;
    case 'choose-amount':
      return prompt.due;
    default:
      return undefined;
  }
}
