import type { Present, Switchboard, SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import type { Side } from '../../lib/session/state.js';
import { type Channel, type Surroundings, sha1 } from './channel.js';
import type { VirtualClock } from './clock.js';
import type { Dialplan } from './dialplan.js';

/** How long a prompt is, and how long Asterisk takes to do what it is asked. Milliseconds. */
const PROMPT_MS = 2200;
const ASKED_MS = 20;

type Told = SwitchboardEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

/** The process that is connected to the exchange. */
export interface Service {
  heard(event: Told): void;
  /** A caller of the payment line: the number of its session, or undefined where it is refused. */
  admit(channel: Channel): Promise<string | undefined>;
}

/** Who is on a call, and hears what is played. */
export interface Ears {
  heard(channel: Channel, sound: string): void;
  changed(channel: Channel): void;
  returned(channel: Channel): void;
}

/** The telephone exchange of a simulated day: channels in the real dialplan, and our application. */
export class Exchange implements Surroundings {
  readonly #channels = new Map<string, Channel>();
  readonly #playing = new Map<string, { id: string; cancel: () => void }>();
  #service: Service | undefined;
  /** Requests by AGI that are not answered yet: they end with the process. */
  #asking: (() => void)[] = [];

  constructor(
    readonly clock: VirtualClock,
    readonly dialplan: Dialplan,
    private readonly ears: Ears,
  ) {}

  /** Undefined: nobody is connected. */
  get service(): Service | undefined {
    return this.#service;
  }

  connect(service: Service | undefined): void {
    this.#service = service;
    if (!service) for (const end of this.#asking.splice(0)) end();
  }

  readonly after: VirtualClock['after'] = (ms, work) => this.clock.after(ms, work);

  find(nameOrId: string): Channel | undefined {
    const channel = this.#channels.get(nameOrId);
    return channel?.gone ? undefined : channel;
  }

  add(channel: Channel): void {
    this.#channels.set(channel.id, channel).set(channel.name, channel);
  }

  answers(url: string): string {
    if (!this.service) return '';
    const [, what = '', asked = ''] = /\/(ready|alive)\/(\w+)\.mark$/.exec(url) ?? [];
    return sha1(`key${what}${asked}`);
  }

  entered(channel: Channel, side: string, session: string): boolean {
    if (!this.service) return false;
    channel.inStasis = { session, side };
    this.after(ASKED_MS, () => {
      if (channel.inStasis?.session === session) this.service?.heard(arrived(channel));
    });
    return true;
  }

  /** It has left our application, and hears nothing of it any more; what played to it has ended. */
  left(channel: Channel): void {
    this.#playing.get(channel.id)?.cancel();
    this.#playing.delete(channel.id);
  }

  async agi(channel: Channel): Promise<Readonly<Record<string, string>> | undefined> {
    const ended = new Promise<undefined>((resolve) => this.#asking.push(() => resolve(undefined)));
    const { service } = this;
    if (!service) return undefined;
    const session = await Promise.race([service.admit(channel), ended]);
    return session ? { HUSHPAY_SESSION: session } : { HUSHPAY_REFUSED: 'yes' };
  }

  heard(channel: Channel, sound: string): void {
    this.ears.heard(channel, sound);
  }

  changed(channel: Channel): void {
    this.ears.changed(channel);
  }

  hungUp(channel: Channel, was: Channel['inStasis']): void {
    this.left(channel);
    this.#channels.delete(channel.id);
    this.#channels.delete(channel.name);
    if (was) this.service?.heard({ type: 'partyHungUp', sessionId: was.session, side: sideOf(was) });
    this.ears.changed(channel);
  }

  returned(channel: Channel): void {
    this.ears.returned(channel);
  }

  /** A key at its release. Whom the dialplan waits for has it, or the service. */
  key(channel: Channel, key: string): void {
    if (channel.gone || channel.keyless) return;
    const { inStasis } = channel;
    if (!inStasis) return channel.key(key);
    const { session: sessionId } = inStasis;
    this.service?.heard({ type: 'keyPressed', sessionId, side: sideOf(inStasis), key });
  }

  /** Who is in our application. */
  present(): Present[] {
    return [...new Set(this.#channels.values())].flatMap((channel) => {
      const { gone, inStasis, id, name } = channel;
      if (gone || !inStasis) return [];
      const leg = { channelId: id, channelName: name };
      return [{ leg, sessionId: inStasis.session, side: sideOf(inStasis) }];
    });
  }

  /** The door as one process has it; `alive` says whether that process still is. */
  door(alive: () => boolean): Switchboard {
    const done = async () => undefined;
    const asked = async () => {
      await this.clock.pause(ASKED_MS);
      if (!alive()) await new Promise<never>(() => undefined);
    };
    const here = (channelId: string) => {
      const channel = this.find(channelId);
      if (!channel?.inStasis) throw new Error(`${channelId} is not here`);
      return channel;
    };
    return {
      start: done,
      stop: done,
      health: () => [],
      confirm: async () => undefined,
      read: async (_, expressions) => expressions.map(() => ''),
      survey: async () => ({ kind: 'refused', reason: 'no-caller' }),
      isolate: asked,
      attend: asked,
      whisper: done,
      note: done,
      bring: done,
      speaks: done,
      listen: async () => ({ kind: 'refused', why: 'nobody can be heard here' }),
      accompany: done,
      hearAgain: done,
      forget: done,
      redirect: async (sessionId, caller, agent) => {
        await asked();
        const [one, other] = [this.find(caller.channelId), this.find(agent.channelId)];
        if (!one || !other) throw new Error('one of them has gone');
        one.variables.set('HUSHPAY_PEER', other.name);
        other.variables.set('HUSHPAY_PEER', one.name);
        one.goTo(`hushpay-caller,${sessionId},1`);
        other.goTo(`hushpay-agent,${sessionId},1`);
      },
      prompt: async (_id, _side, leg, [sound = ''], promptId) => {
        await asked();
        const channel = here(leg.channelId);
        this.#hush(channel);
        const cancel = this.after(PROMPT_MS, () => this.#hush(channel));
        this.#playing.set(channel.id, { id: promptId, cancel });
        this.ears.heard(channel, sound);
      },
      stopPrompt: async (sessionId, side) => {
        const { leg } = this.present().find((one) => one.sessionId === sessionId && one.side === side) ?? {};
        const channel = leg && this.find(leg.channelId);
        if (channel) this.#hush(channel);
      },
      rejoin: async (_, caller, agent, _variables, quiet) => {
        await asked();
        if (quiet && !quiet()) return false;
        here(agent.channelId);
        here(caller.channelId).goTo('hushpay-caller,back,1');
        return true;
      },
      release: async (_, side, leg, variables, quiet) => {
        await asked();
        const channel = this.find(leg.channelId);
        if (!channel?.inStasis) return;
        if (variables.next) channel.variables.set('HUSHPAY_NEXT', variables.next);
        if (side === 'agent') channel.goTo('hushpay-agent,return,1');
        else channel.goTo(`hushpay-caller,${quiet?.() ? 'back' : 'return'},1`);
      },
    };
  }

  /** Ends what plays to a channel, and tells so. */
  #hush(channel: Channel): void {
    const playing = this.#playing.get(channel.id);
    if (!playing) return;
    playing.cancel();
    this.#playing.delete(channel.id);
    const { inStasis } = channel;
    if (!inStasis) return;
    const { session: sessionId } = inStasis;
    const promptId = playing.id;
    this.service?.heard({ type: 'promptFinished', sessionId, side: sideOf(inStasis), promptId });
  }
}

function arrived({ id, name, inStasis }: Channel): Told {
  const { session = '', side = 'caller' } = inStasis ?? {};
  const leg = { channelId: id, channelName: name };
  return { type: 'partyArrived', sessionId: session, side: sideOf({ side }), leg };
}

function sideOf({ side }: { readonly side: string }): Side {
  return side === 'agent' ? 'agent' : 'caller';
}
