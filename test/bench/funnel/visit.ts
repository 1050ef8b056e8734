import { tone } from '../../../lib/rig/listen.js';
import type { Phone } from '../../../lib/rig/phone.js';
import type { Call } from '../../../lib/rig/phones.js';
import { pause, within } from '../../../lib/rig/until.js';
import type { Rig } from '../rig.js';
import { SessionLines } from '../session-lines.js';
import { type ChannelNow, Switch } from '../switch.js';
import type { Act, Script } from './script.js';

/** What the caller of each place in the queue says, far from the keypad's and the prompts' tones. Hertz. */
export const VOICES = [530, 1100, 1400, 1550, 1700, 1850, 2000, 2150, 2300, 2450] as const;
const SAID_MS = 400;
const HEARD_MS = 100;
export const KEYS = { onMs: 100, offMs: 80 };
/** Slower, because a lost or doubled key of the agent's means something else. */
const STEERED = { onMs: 120, offMs: 150 } as const;

/** Steps that a key of the caller's leads to; a time-out can lead to the first two as well. */
const KEY_STEPS: ReadonlySet<string> = new Set([
  'fieldFailed',
  'fieldDone',
  'fieldProgressed',
  'fieldCleared',
  'callerPressed',
  'callerChose',
  'callerInterrupted',
  'helpAsked',
]);

/** One caller's call, as the script has it. */
export class Visit {
  readonly sessions: SessionLines[] = [];
  readonly results: string[] = [];
  /** Epoch milliseconds: the feature code or the answer, and the end of the last session. */
  began = 0;
  ended = 0;
  /** Keys that the caller has pressed. */
  keyed = 0;
  #call: Call | undefined;
  #own: readonly ChannelNow[] = [];
  readonly #switch: Switch;
  #transferred: Promise<Phone> | undefined;
  #second: Phone | undefined;

  constructor(
    readonly rig: Rig,
    readonly script: Script,
    /** Which of the voices this caller has. */
    readonly place: number,
    readonly keys: { readonly onMs: number; readonly offMs: number } = KEYS,
  ) {
    this.#switch = new Switch(rig);
  }

  /** Plays all of it; rejects where something does not come to pass. */
  async play(listens: boolean): Promise<void> {
    const { bench, hushpay } = this.rig;
    const line = this.script.way === 'line';
    const from = hushpay.lines.length;
    const call = await bench.phones.call({
      from: 'caller',
      to: line ? '600' : '100',
      record: false,
      variables: { HUSHPAY_AMOUNT: this.script.amount },
      ...(line && { answers: 'none' }),
    });
    this.#call = call;
    this.#own = await this.#switch.of(call.number);
    if (this.script.foretold.place === 'agent') this.#transferred = bench.phones.answered(call.number);
    if (line) {
      this.began = call.caller.answeredAt;
      await this.#follow(from);
    } else await this.#handOff();
    for (const act of this.script.acts) await this.#act(act);
    await this.#over();
    await this.#checkPlace(listens);
  }

  /** Keys of the caller's that the service was told of: more than were pressed where the PBX reports one twice. */
  get reported(): number {
    const own = new Set(this.sessions.map(({ id }) => id));
    return this.rig.hushpay.lines.filter(
      ({ msg, session = '', event }) => msg === 'step' && own.has(session) && KEY_STEPS.has(String(event)),
    ).length;
  }

  /** Everybody hangs up. */
  async leave(): Promise<void> {
    const phones = new Set([...(this.#call?.phones ?? []), ...(this.#second ? [this.#second] : [])]);
    await Promise.allSettled([...phones].map((phone) => phone.hangUp()));
    await this.#switch.gone(this.#own.map(({ id }) => id));
  }

  async #act(act: Act): Promise<void> {
    const { caller, agent } = this.#phones;
    switch (act.act) {
      case 'key':
        this.keyed += act.keys.length;
        if (act.keys) await caller.press(act.keys, { ...this.keys, ...(act.offMs && { offMs: act.offMs }) });
        return;
      case 'steer':
        await agent.press(act.keys, STEERED);
        return;
      case 'told':
        await this.#session.told(act.prompt);
        return;
      case 'phase':
        await this.#session.phase(act.phase);
        return;
      case 'pause':
        return pause(act.ms);
      case 'fault':
        return this.rig.bank.fault({ ...act.fault, orderId: `${this.#session.id}-1` });
      case 'hangUp':
        return (act.side === 'caller' ? caller : agent).hangUp();
      case 'payAgain': {
        await this.#over();
        await this.#switch.talking(this.#own.map(({ id }) => id));
        const change = {
          Channel: this.#channel('caller').name,
          Variable: 'HUSHPAY_AMOUNT',
          Value: act.amount,
        };
        await this.rig.bench.pbx.server.ami.action('Setvar', change);
        return this.#handOff();
      }
    }
  }

  async #handOff(): Promise<void> {
    const from = this.rig.hushpay.lines.length;
    const at = await this.#phones.agent.press(this.rig.bench.pbx.feature, STEERED);
    this.began ||= at;
    await this.#follow(from);
  }

  async #follow(from: number): Promise<void> {
    const names = this.#own.map(({ name }) => name);
    this.sessions.push(await SessionLines.of(this.rig, from, names));
  }

  async #over(): Promise<void> {
    const { result, at } = await this.#session.end();
    this.results.push(result);
    this.ended = at;
  }

  async #checkPlace(listens: boolean): Promise<void> {
    const { place, results } = this.script.foretold;
    const ids = this.#own.map(({ id }) => id);
    if (place === 'gone') return this.#switch.gone(ids);
    const caller = this.#channel('caller');
    if (place === 'on') await this.#switch.wentOn(caller.id);
    if (place === 'talking') {
      await this.#switch.talking(ids);
      if (listens) await this.#hears(this.#phones.agent);
    }
    if (place === 'agent' && this.#transferred) {
      this.#second = await within('an agent to be rung', 15_000, this.#transferred);
      const both = await this.#switch.of(this.#phones.number);
      await this.#switch.talking(both.map(({ id }) => id));
      if (listens) await this.#hears(this.#second);
    }
    const told = await this.#switch.variable(caller.id, 'HUSHPAY_RESULT');
    if (told !== results.at(-1)) throw new Error(`the dialplan was told ${told}`);
  }

  /** The agent hears this caller, and none of the others. */
  async #hears(agent: Phone): Promise<void> {
    const own = VOICES[this.place] ?? 0;
    const ear = await agent.listen();
    await this.#phones.caller.tone(own, SAID_MS);
    const heard = await ear.stop();
    const voices = VOICES.filter((hz) => tone(heard, hz, HEARD_MS).length > 0);
    if (voices.join() !== String(own)) throw new Error(`the agent heard ${voices.join()}, not ${own}`);
  }

  #channel(side: 'caller' | 'agent'): ChannelNow {
    const found = this.#own.find(({ name }) => name.startsWith(`PJSIP/${side}-`));
    if (!found) throw new Error(`no channel of the ${side}`);
    return found;
  }

  get #phones(): Call {
    if (!this.#call) throw new Error('there is no call yet');
    return this.#call;
  }

  get #session(): SessionLines {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('there is no session yet');
    return session;
  }
}
