import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hushpay, LogLine } from '../../lib/rig/hushpay.js';
import { hears } from '../../lib/rig/listen.js';
import type { Phone } from '../../lib/rig/phone.js';
import type { Call, CallPlan } from '../../lib/rig/phones.js';
import { pause, until } from '../../lib/rig/until.js';
import type { Side } from '../../lib/session/state.js';
import { CARD, type Stage } from './stage.js';
import { soundHeard } from './words.js';

/** Tones that the parties say, each used once a call, far from the keypad's and the prompts' own tones. Hertz. */
const TONES = [530, 640, 1100, 1400, 1550, 1700, 1850, 2000, 2150, 2300, 2450, 2600, 2750, 2900] as const;

const SAID_MS = 400;
/** Much shorter than what is said, because a busy machine tears holes; no voice holds one pitch as long. */
const HEARD_MS = 100;

interface ChannelNow {
  readonly id: string;
  readonly name: string;
  readonly caller: { readonly number: string };
  readonly connected: { readonly number: string };
  readonly dialplan: { readonly context: string; readonly exten: string; readonly app_name: string };
}

async function allChannels(stage: Stage): Promise<readonly ChannelNow[]> {
  return (await stage.pbx.server.ari.request('GET', '/channels')) as readonly ChannelNow[];
}

/** What a phone heard; written to its end only a moment after the call's. */
export async function whole(phone: Phone): Promise<string> {
  const path = phone.recording.heard;
  await until(`the recording of the ${phone.line} to be whole`, 5000, () => isWhole(path));
  return path;
}

function isWhole(path: string): boolean {
  const head = readFileSync(path);
  return head.length > 44 && head.readUInt32LE(4) === head.length - 8;
}

interface BridgeNow {
  readonly bridge_class: string;
  readonly channels: readonly string[];
}

/** One call and its payments, followed on the phones, in the PBX and in the service's log. Calls may run side by side. */
export class Conversation {
  session = '';
  readonly #ids: ReadonlySet<string>;
  #service: Hushpay;
  #tones = 0;
  #from = 0;
  #read = new Map<string, number>();

  private constructor(
    readonly stage: Stage,
    readonly call: Call,
    ids: ReadonlySet<string>,
  ) {
    this.#ids = ids;
    this.#service = stage.hushpay;
    this.#from = stage.hushpay.lines.length;
  }

  /** A call, answered. */
  static async begin(stage: Stage, plan: Partial<CallPlan> = {}): Promise<Conversation> {
    const call = await stage.phones.call({ from: 'caller', to: '100', ...plan });
    // Later its bridges give its channels other numbers.
    const own = (await allChannels(stage)).filter(({ caller, connected }) =>
      [caller.number, connected.number].includes(call.number),
    );
    return new Conversation(stage, call, new Set(own.map(({ id }) => id)));
  }

  /** A caller alone who dials the payment line (600; 601: by AGI), come to `phase`. */
  static async onLine(
    stage: Stage,
    plan: Partial<CallPlan> = {},
    phase = 'capturing',
  ): Promise<Conversation> {
    const from = stage.hushpay.lines.length;
    const conversation = await Conversation.begin(stage, { to: '600', answers: 'none', ...plan });
    await conversation.follow(from, phase);
    return conversation;
  }

  /**
   * Where the dialplan goes on after the payment line, and with which of our variables. After a death the watch, a word and
   * the quiet wait come first. Who was handed over is with the agent who did it, when it goes on so.
   */
  async wentOn(...names: readonly string[]): Promise<readonly string[]> {
    await until('the dialplan to go on', 25_000, async () => {
      const caller = await this.channel('caller');
      return ['after-line', 'hushpay-back'].includes(caller.dialplan.context);
    });
    return Promise.all(names.map((name) => this.variable('caller', name)));
  }

  /** A call of which `variables` are set, handed off and come to `phase`. */
  static async handedOff(
    stage: Stage,
    variables: Readonly<Record<string, string>> = { HUSHPAY_AMOUNT: '25.00' },
    phase = 'capturing',
  ): Promise<Conversation> {
    const conversation = await Conversation.begin(stage, { variables });
    await conversation.handOff(phase);
    return conversation;
  }

  /** The agent presses the feature code; resolves when the session has come to `phase`. */
  async handOff(phase = 'capturing'): Promise<void> {
    const from = this.#service.lines.length;
    await this.steer(this.stage.pbx.feature);
    await this.follow(from, phase);
  }

  /** Follows the hand-off of this call that the log told after line `from`, until the session has come to `phase`. */
  async follow(from: number, phase = 'capturing'): Promise<void> {
    const names = (await this.channels()).map(({ name }) => name);
    const handed = (line: LogLine) =>
      ['hand-off', 'payment line'].includes(line.msg) && names.includes(String(line.channelName));
    const { session } = await this.#service.line(handed, { from, what: 'a hand-off of this call' });
    this.session = session ?? '';
    this.#from = from;
    this.#read.clear();
    await this.phase(phase);
  }

  /** From now on only what the service says next counts: it was killed, or is about to be started again. */
  rewind(): void {
    this.#from = this.#service.lines.length;
    this.#read.clear();
  }

  /** From now on another process's log is followed. */
  follows(service: Hushpay): void {
    this.#service = service;
    this.rewind();
  }

  /** The caller keys what is to be keyed of a card; keys count while prompts play. */
  async key(card: Partial<Record<keyof typeof CARD, string>> = CARD): Promise<void> {
    for (const field of ['number', 'expiry', 'code'] as const) {
      if (card[field]) await this.press(card[field]);
    }
  }

  async press(keys: string): Promise<void> {
    await this.call.caller.press(keys, { onMs: 100, offMs: 80 });
  }

  /** The agent keys; slower, because a lost or doubled key means something else. */
  async steer(keys: string): Promise<void> {
    await this.call.agent.press(keys, { onMs: 120, offMs: 150 });
  }

  /** The next step of this session into `name`; each step is given once. */
  phase(name: string, ms?: number): Promise<LogLine> {
    return this.#next(`phase ${name}`, 'phase', (line) => line.msg === 'step' && line.phase === name, ms);
  }

  step(event: string, ms?: number): Promise<LogLine> {
    return this.#next(`step ${event}`, event, (line) => line.msg === 'step' && line.event === event, ms);
  }

  /** The next prompt to a side with this key, and this sound among its media; each prompt is given once. */
  async told(side: Side, key: string, sound?: string, ms?: number): Promise<readonly string[]> {
    // In whichever language: these journeys are about who is told what.
    const media = (line: LogLine) =>
      ((line.media as readonly string[]) ?? []).map((one) =>
        one.replace(/^sound:\w+\/hushpay/, 'sound:hushpay'),
      );
    const wanted = (line: LogLine) =>
      line.msg === 'prompt' &&
      line.side === side &&
      line.key === key &&
      (!sound || media(line).includes(`sound:hushpay/${sound}`));
    const said = media(await this.#next(`prompt ${key} ${sound ?? ''} to the ${side}`, side, wanted, ms));
    // Nobody answers what they have not heard: keys that follow a field without a pause are too much of it.
    if (side === 'caller' && key !== 'enter' && key !== 'welcome') await pause(1200);
    return said;
  }

  /** How the session ended. */
  async result(ms?: number): Promise<unknown> {
    return (await this.#next('the end', 'end', (line) => line.msg === 'session ended', ms)).result;
  }

  #next(what: string, thread: string, wanted: (line: LogLine) => boolean, ms = 30_000): Promise<LogLine> {
    const hushpay = this.#service;
    const from = this.#read.get(thread) ?? this.#from;
    return hushpay
      .line((line) => line.session === this.session && wanted(line), { from, within: ms, what })
      .then((line) => {
        this.#read.set(thread, hushpay.lines.indexOf(line) + 1);
        return line;
      });
  }

  /** A tone nobody has used in this call; answers its frequency when it has been said. */
  async says(side: Side, ms = SAID_MS): Promise<number> {
    const hz = TONES[this.#tones++ % TONES.length] ?? 530;
    await this.call[side].tone(hz, ms);
    return hz;
  }

  /** Both say a tone at the same time, to be checked by `heard` when the call is over. */
  async talk(): Promise<{ readonly caller: number; readonly agent: number }> {
    const [caller, agent] = await Promise.all([this.says('caller'), this.says('agent')]);
    return { caller, agent };
  }

  /** Who heard the other say what `talk` said: `both`, when all is well. For after the end of the call. */
  async talked(said: { readonly caller: number; readonly agent: number }): Promise<string> {
    const agent = await this.heard('agent', said.caller);
    const caller = await this.heard('caller', said.agent);
    if (agent && caller) return 'both';
    return agent ? 'only the agent' : caller ? 'only the caller' : 'nobody';
  }

  /** Whether a phone heard a tone, for after the end of its call. */
  async heard(side: Side, hz: number): Promise<boolean> {
    return hears(await this.recording(side), hz, HEARD_MS);
  }

  /** Whether the PBX's own recording of the caller has a tone that it said, for after the end of its call. */
  async recorded(hz: number): Promise<boolean> {
    const path = join(this.stage.pbx.recordings(this.call.number), 'caller-in.wav');
    await until('the recording of the caller to be whole', 10_000, () => isWhole(path));
    return hears(path, hz, HEARD_MS);
  }

  /** Whether a phone heard a sound file of ours, for after the end of its call. */
  async heardSound(side: Side, name: string): Promise<boolean> {
    return soundHeard(await this.recording(side), name);
  }

  /** What a phone heard, whole. */
  async recording(side: Side): Promise<string> {
    return whole(this.call[side]);
  }

  /** The PBX's channels that this call had when it was answered and still has. */
  async channels(): Promise<readonly ChannelNow[]> {
    return (await allChannels(this.stage)).filter(({ id }) => this.#ids.has(id));
  }

  /** The PBX's channel of one side. */
  async channel(side: Side): Promise<ChannelNow> {
    const found = (await this.channels()).find(({ name }) => name.startsWith(`PJSIP/${side}-`));
    if (!found) throw new Error(`no channel of the ${side}`);
    return found;
  }

  /** Value of a channel variable in the PBX. */
  async variable(side: Side, name: string): Promise<string> {
    return this.stage.pbx.server.ari.variable((await this.channel(side)).id, name);
  }

  /** Sets a channel variable in the PBX, as a CRM does during the conversation. */
  async set(side: Side, name: string, value: string): Promise<void> {
    const { id } = await this.channel(side);
    const query = `variable=${encodeURIComponent(name)}&value=${encodeURIComponent(value)}`;
    await this.stage.pbx.server.ari.request('POST', `/channels/${id}/variable?${query}`);
  }

  /** Resolves when both are in conversation again, outside of our application (where a bridge is not `basic`). */
  async together(ms: number): Promise<void> {
    const { ari } = this.stage.pbx.server;
    await until('both to be back in their conversation', ms, async () => {
      const parties = await Promise.all([this.channel('caller'), this.channel('agent')]);
      const bridges = (await ari.request('GET', '/bridges')) as readonly BridgeNow[];
      const talking = bridges.filter(
        (bridge) => bridge.bridge_class === 'basic' && bridge.channels.length > 1,
      );
      return parties.every(({ id }) => talking.some(({ channels }) => channels.includes(id)));
    });
  }

  hangUp(): Promise<void> {
    return this.call.hangUp();
  }
}
