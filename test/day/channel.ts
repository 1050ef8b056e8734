import { createHash } from 'node:crypto';
import { chosen, type Dialplan, expand, type Place } from './dialplan.js';

/** What a channel may do in the exchange, and whom it tells. */
export interface Surroundings {
  readonly dialplan: Dialplan;
  readonly after: (ms: number, work: () => void) => () => void;
  find(nameOrId: string): Channel | undefined;
  add(channel: Channel): void;
  /** Answers of the service's port for `/alive` and `/ready`. */
  answers(url: string): string;
  /** The channel has come to our application. False: nobody is connected. */
  entered(channel: Channel, side: string, session: string): boolean;
  left(channel: Channel): void;
  /** An AGI request: variables to be set on the channel, or undefined where nobody answers. */
  agi(channel: Channel): Promise<Readonly<Record<string, string>> | undefined>;
  changed(channel: Channel): void;
  /** It has hung up; `was`: in our application. */
  hungUp(channel: Channel, was: Channel['inStasis']): void;
  /** `Return()` of the payment line, or the end of the dialplan. */
  returned(channel: Channel): void;
  heard(channel: Channel, sound: string): void;
}

/** How long any sound of the dialplan is. Milliseconds. */
const SOUND_MS = 2600;
/** And what the agent who waits is told. */
const KEYS_COMING_MS = 9000;
const NOWHERE: Place = { context: '', exten: '', index: 0 };

/** One channel and its way through the dialplan. */
export class Channel {
  readonly variables = new Map<string, string>();
  /** Which other channels may set. */
  readonly shared = new Map<string, string>();
  muted = false;
  /** Asterisk throws its keys away. */
  keyless = false;
  gone = false;
  /** With whom it talks. */
  with: Channel | undefined;
  inStasis: { readonly session: string; readonly side: string } | undefined;
  /** A key of this channel, where the dialplan waits for one. */
  onKey: ((key: string) => void) | undefined;
  #place: Place | undefined;
  /** Where each `Gosub()` was called. */
  readonly #stack: (Place | undefined)[] = [];
  #cancel: () => void = () => undefined;
  #limit: () => void = () => undefined;

  constructor(
    readonly id: string,
    readonly name: string,
    private readonly around: Surroundings,
  ) {
    this.variables.set('UNIQUEID', id).set('CHANNEL', name);
  }

  /** As AMI's Redirect, `ChannelRedirect()` and ARI's `continue` do: out of whatever it is in. */
  goTo(target: string): void {
    if (this.gone) return;
    this.#interrupt();
    this.#place = this.around.dialplan.place(target, this.#place ?? NOWHERE);
    this.#run();
  }

  key(key: string): void {
    this.onKey?.(key);
  }

  hangUp(): void {
    if (this.gone) return;
    const { with: other, inStasis } = this;
    this.#atTheEnd();
    this.gone = true;
    this.#limit();
    this.#interrupt(false);
    other?.parted();
    this.around.hungUp(this, inStasis);
  }

  /** One step of the extension `h`, where the channel is in a context that has it. */
  #atTheEnd(): void {
    const place = this.#place && { ...this.#place, exten: 'h', index: 0 };
    const step = place && this.around.dialplan.step(place);
    if (step) this.#apply(step.app, this.#expand(step.args), place);
  }

  /** They talk: whatever the other was in, it has left. */
  meet(other: Channel): void {
    this.#interrupt();
    other.#interrupt();
    this.with = other;
    other.with = this;
    this.around.changed(this);
    this.around.changed(other);
  }

  /** The other of a bridge has hung up. */
  parted(): void {
    if (!this.with || this.gone) return;
    this.with = undefined;
    if (this.#place) this.#run();
    else this.around.returned(this);
  }

  #interrupt(both = true): void {
    this.#cancel();
    this.#cancel = () => undefined;
    this.onKey = undefined;
    const other = this.with;
    this.with = undefined;
    if (both && other?.with === this) other.with = undefined;
    if (!this.inStasis) return;
    this.inStasis = undefined;
    this.variables.set('STASISSTATUS', 'SUCCESS');
    this.around.left(this);
  }

  /** From the step that is next; one that waits goes on from there. */
  #run(): void {
    for (let turns = 0; !this.gone; turns++) {
      if (turns > 500) throw new Error(`${this.name} goes in circles`);
      const place = this.#place;
      const step = place && this.around.dialplan.step(place);
      if (!step) return this.around.returned(this);
      this.#place = { ...place, index: place.index + 1 };
      this.variables.set('CONTEXT', place.context).set('EXTEN', place.exten);
      this.variables.set('PRIORITY', String(place.index + 1));
      if (this.#apply(step.app, this.#expand(step.args), place) === 'waits') return;
    }
  }

  #expand(text: string): string {
    return expand(text, this.variables, (name, args) => this.#function(name, args));
  }

  #function(name: string, args: string): string | undefined {
    switch (name) {
      case 'CHANNEL':
        return 'Up';
      case 'CHANNEL_EXISTS':
        return this.around.find(args) ? '1' : '0';
      case 'IMPORT': {
        const [of = '', variable = ''] = args.split(',');
        return this.around.find(of)?.variables.get(variable) ?? '';
      }
      case 'SHARED':
        return this.shared.get(args) ?? '';
      case 'DIALPLAN_EXISTS':
        return this.around.dialplan.step(this.around.dialplan.place(args, NOWHERE)) ? '1' : '0';
      case 'CURL':
        return this.around.answers(args);
      case 'SHA1':
        return sha1(args);
      case 'URIENCODE':
      case 'URIDECODE':
        return args;
      default:
        return undefined;
    }
  }

  #apply(app: string, args: string, place: Place): 'waits' | undefined {
    switch (app) {
      case 'Set':
        this.#set(args);
        return;
      case 'Goto':
        this.#place = this.around.dialplan.place(args, place);
        return;
      case 'GotoIf': {
        const target = chosen(args);
        if (target) this.#place = this.around.dialplan.place(target, place);
        return;
      }
      case 'ExecIf':
      case 'TryExec': {
        const [, inner = '', given = ''] =
          /^(\w+)\((.*)\)$/s.exec((app === 'TryExec' ? args : chosen(args)) ?? '') ?? [];
        return inner ? this.#apply(inner, given, place) : undefined;
      }
      case 'Gosub':
        this.#stack.push(this.#place);
        this.#place = this.around.dialplan.place(args, place);
        return;
      case 'ChannelRedirect': {
        const [whom = '', ...target] = args.split(',');
        this.around.find(whom)?.goTo(target.join(','));
        return;
      }
      case 'Originate':
        return this.#originate(args);
      case 'Answer':
      case 'Log':
        return;
      default:
        return this.#block(app, args);
    }
  }

  /** Whatever keeps the channel for a time. */
  #block(app: string, args: string): 'waits' | undefined {
    const [first = '', second = ''] = args.split(',');
    switch (app) {
      case 'Wait':
        this.#wait(Number(first) * 1000);
        return 'waits';
      case 'Playback':
        this.around.heard(this, first);
        this.#wait(SOUND_MS);
        return 'waits';
      case 'ControlPlayback':
        this.#controlPlayback(first);
        return 'waits';
      case 'Read':
        this.#read(first, second, Number(args.split(',')[5]));
        return 'waits';
      case 'Stasis':
        if (!this.around.entered(this, second, args.split(',')[2] ?? '')) {
          this.variables.set('STASISSTATUS', 'FAILED');
          return;
        }
        return 'waits';
      case 'AGI':
        this.#agi();
        return 'waits';
      case 'Bridge': {
        const other = this.around.find(first);
        if (!other) return;
        this.meet(other);
        return 'waits';
      }
      case 'Return':
        if (this.#stack.length > 0) {
          this.#place = this.#stack.pop();
          return;
        }
        this.#place = undefined;
        this.around.returned(this);
        return 'waits';
      case 'Hangup':
        this.hangUp();
        return 'waits';
      default:
        throw new Error(`${app}() is not modelled`);
    }
  }

  #set(args: string): void {
    const at = args.indexOf('=');
    const [name, value] = [args.slice(0, at), args.slice(at + 1)];
    if (name === 'MUTEAUDIO(in)') {
      this.muted = value === 'on';
      this.around.changed(this);
    } else if (name === 'FRAME_DROP(RX)') {
      this.keyless = value !== '';
    } else if (name.startsWith('EXPORT(')) {
      const [, of = '', inner = ''] = /^EXPORT\((.*?),(.*)\)$/.exec(name) ?? [];
      const other = this.around.find(of);
      if (other) other.#set(`${inner}=${value}`);
    } else if (name.startsWith('SHARED(')) {
      const [, inner = '', of = ''] = /^SHARED\((.*?)(?:,(.*))?\)$/.exec(name) ?? [];
      (of ? this.around.find(of) : this)?.shared.set(inner, value);
    } else if (name === 'TIMEOUT(absolute)') {
      this.#limit();
      const limit = Number(value);
      this.#limit = limit > 0 ? this.around.after(limit * 1000, () => this.goTo('T,1')) : () => undefined;
    } else this.variables.set(name, value);
  }

  #wait(ms: number): void {
    this.#cancel = this.around.after(ms, () => this.#run());
  }

  /** Every key takes the silence back to its beginning. */
  #controlPlayback(file: string): void {
    const ms = Number(/\d+$/.exec(file)?.[0] ?? 1) * 1000;
    const play = () => {
      this.#cancel = this.around.after(ms, () => {
        this.onKey = undefined;
        this.variables.set('CPLAYBACKSTATUS', 'SUCCESS');
        this.#run();
      });
    };
    this.onKey = () => {
      this.#cancel();
      play();
    };
    play();
  }

  #read(variable: string, sound: string, seconds: number): void {
    this.around.heard(this, sound);
    const end = (value: string) => {
      this.#cancel();
      this.onKey = undefined;
      this.variables.set(variable, value);
      this.#run();
    };
    this.#cancel = this.around.after(KEYS_COMING_MS + 1000 * seconds, () => end(''));
    this.onKey = end;
  }

  #agi(): void {
    let on = true;
    this.#cancel = () => {
      on = false;
    };
    void this.around.agi(this).then((variables) => {
      if (!on || this.gone) return;
      for (const [name, value] of Object.entries(variables ?? {})) this.variables.set(name, value);
      this.#run();
    });
  }

  /** A channel of its own: the watch, or who lets keys through again. */
  #originate(args: string): undefined {
    const [, exten = '', context = '', given = ''] =
      /^Local\/(\w+)@([\w-]+)\/n,app,.*,a?b\(.*\((.*)\)\)$/.exec(args) ?? [];
    const [of = '', since = ''] = given.split('^');
    const other = new Channel(
      `${this.id}.${exten}${since}`,
      `Local/${exten}-${this.id}${since}`,
      this.around,
    );
    other.variables.set('HUSHPAY_OF', of).set('HUSHPAY_SINCE', since);
    this.around.add(other);
    other.goTo(`${context},${exten},1`);
  }
}

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
