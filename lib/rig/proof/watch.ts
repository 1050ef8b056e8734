import { existsSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AriEvent } from '../ari.js';
import type { KeyPress } from '../phone.js';
import type { Call } from '../phones.js';
import { pause, until } from '../until.js';
import { RATE, readWav } from '../wav.js';
import { keysOf, type TestCard } from './card.js';
import { digitsIn } from './digits.js';
import { digitsInFiles, filesOf, keysInFiles, type Lengths, lengthsOf, openFiles, tailOf } from './files.js';
import { keysWritten } from './keys.js';
import { type Copies, copiesInMemory, digitsAdded } from './memory.js';
import { eventsReceived, voiceReceived } from './rtp.js';
import type { Scene } from './scene.js';
import type { Sighting } from './sighting.js';
import { keysIn, type Span, soundsIn } from './sound.js';

/** Recordings come to the disk in pieces; what was said at a moment is there this much later. */
const WRITTEN_MS = 800;
/** For a key to come through to the agent's phone. */
const SETTLES_MS = 200;
/** The memory is looked at so long after the charge. */
const AFTER_CHARGE_MS = 1000;

export interface WatchPlan {
  readonly card: TestCard;
  readonly keys: KeyPress;
  /** `copiesInMemory` of the service before the call. */
  readonly before: Copies;
}

/** A place that is text: files, or what a client was told, of which keys count after `from`. */
interface TextPlace {
  readonly place: string;
  readonly files?: readonly string[];
  readonly told?: string;
  readonly from?: number;
  readonly reason?: string;
}

/** Looks at one payment from all sides. Legal order: `begin` -> `keysDone` -> `charged` -> (`agentDecides`) -> hang-up -> `look`. */
export class Watch {
  readonly #wavs: ReadonlyMap<string, number>;
  readonly #logs: Lengths;
  readonly #foreign: { readonly ami: number; readonly ari: number };
  readonly #from = Date.now();
  #to = 0;
  #inMemory = 0;
  #keysBefore: ReadonlyMap<string, number> | undefined;
  /** Keys that the agent's phone itself has recognised. */
  #understood = 0;
  #phone: { close(): void } | undefined;

  private constructor(
    private readonly scene: Scene,
    private readonly call: Call,
    private readonly card: TestCard,
    private readonly before: Copies,
    private readonly silentKeys: boolean,
    private readonly rtp: { readonly address: string; readonly log: string; readonly from: number },
  ) {
    this.#wavs = new Map(
      [...recordingsOf(scene, call)].map((path) => [path, existsSync(path) ? readWav(path).length : 0]),
    );
    this.#logs = lengthsOf(this.#asteriskFiles());
    this.#foreign = scene.foreign.length;
  }

  /** To be called before the first key. */
  static async begin(scene: Scene, call: Call, plan: WatchPlan): Promise<Watch> {
    const { phones } = scene;
    if (!phones) throw new Error('a proof needs the rig’s own phones');
    const address = (await call.agent.rtpAddresses()).pbx;
    const log = phones.server.path('log', 'full');
    await phones.server.ami.command(`rtp set debug ip ${address}`);
    const { card, before, keys } = plan;
    const silent = scene.pbx.dtmf === 'rfc4733' && keys.mode !== 'bleed' && keys.mode !== 'tones';
    const watch = new Watch(scene, call, card, before, silent, { address, log, from: lstatSync(log).size });
    const heard = (event: AriEvent) => {
      const ours = event.channel?.id === call.agent.channelId;
      if (ours && event.type === 'ChannelDtmfReceived' && watch.#to === 0) watch.#understood++;
    };
    watch.#phone = await phones.server.ari.events('proof', heard, true);
    return watch;
  }

  /** Keys that the agent's phone has recognised so far. */
  get understood(): number {
    return this.#understood;
  }

  /** The last key has been released. */
  async keysDone(): Promise<void> {
    // What is still on its way when the last key is up is heard within this.
    await pause(SETTLES_MS);
    this.#to = Date.now();
    this.#phone?.close();
  }

  /** The charge has been answered: looks at the memory a second later. */
  async charged(): Promise<void> {
    await this.scene.phones?.server.ami.command('rtp set debug off');
    await pause(AFTER_CHARGE_MS);
    const after = await copiesInMemory(this.scene.hushpay.pid, this.card);
    this.#inMemory = digitsAdded(this.before, after, this.card);
  }

  /** Keys that the caller's own phone put on the line as tones: the detectors and the window are right. */
  keysSaid(): Promise<number> {
    return this.#heard([this.call.caller.recording.said]);
  }

  /** The agent is about to press a key, which is nobody's secret: keys written down from now on do not count. */
  agentDecides(): void {
    this.#keysBefore = this.#keysIn(this.#texts());
  }

  /** Once the call is over, with the service still running. */
  async look(): Promise<Sighting[]> {
    const { card, call } = this;
    const recordings = [...this.#wavs.keys()];
    const of = (side: string) => recordings.filter((path) => basename(path).startsWith(side));
    const inEar = await this.#heard([call.agent.recording.heard]);
    const onCaller = await this.#heard(of('caller'));
    const texts = this.#texts();
    const keys = this.#keysBefore ?? this.#keysIn(texts);
    const written = texts.map(({ place, files = [], told = '', reason }) => {
      const digits = Math.max(digitsInFiles(files, card), digitsIn(Buffer.from(told), card));
      const found = Math.max(digits, keys.get(place) ?? 0);
      return { place, found, ...(reason ? { reason } : {}) };
    });
    const places = [
      this.#sound('agent’s phone: keys heard', Math.max(inEar, this.#understood)),
      this.#rtp(),
      this.#sound('recording of the caller’s channel', Math.max(onCaller, this.#soundsOfCaller())),
      this.#sound('recording of the agent’s channel', await this.#heard(of('agent'))),
      ...written,
      { place: 'Hushpay’s memory, 1 s after the charge', found: this.#inMemory },
    ];
    // What is written down twice is still one digit.
    return places.map((sighting) => ({ ...sighting, found: Math.min(sighting.found, keysOf(card).length) }));
  }

  #texts(): readonly TextPlace[] {
    const { pbx, hushpay, sandbox, foreign } = this.scene;
    const journal = ['', '-wal', '-shm'].map((end) => `${hushpay.journalFile}${end}`).filter(existsSync);
    return [
      { place: 'Asterisk’s logs', files: this.#asteriskFiles() },
      { place: 'call detail records (CDR)', files: filesOf(join(pbx.logDir, 'cdr-csv')) },
      { place: 'channel events (CEL)', files: filesOf(join(pbx.logDir, 'cel-custom')) },
      { place: 'AMI, as another client sees it', told: foreign.ami, from: this.#foreign.ami },
      { place: 'ARI, as another application sees it', told: foreign.ari, from: this.#foreign.ari },
      { place: 'Hushpay’s log at debug level', files: [hushpay.logFile] },
      {
        place: 'every file Hushpay wrote',
        files: [...filesOf(hushpay.directory), ...openFiles(hushpay.pid)],
      },
      { place: 'Hushpay’s database with its WAL', files: journal },
      {
        place: 'the sandbox’s log and store',
        files: filesOf(sandbox.directory),
        reason: 'as Braintree itself, it keeps the first six and the last four digits only',
      },
    ];
  }

  #keysIn(texts: readonly TextPlace[]): ReadonlyMap<string, number> {
    return new Map(
      texts.map(({ place, files = [], told = '', from }) => {
        return [place, Math.max(keysInFiles(files, this.#logs), keysWritten(told.slice(from)).length)];
      }),
    );
  }

  /** Event packets to the agent's phone. Without any voice packet nothing was seen, which proves nothing. */
  #rtp(): Sighting {
    const { address, log, from } = this.rtp;
    const seen = tailOf(log, from);
    if (voiceReceived(seen, address) === 0) throw new Error('No packet to the agent’s phone was seen');
    const found = eventsReceived(seen, address);
    const place = 'RTP to the agent: key events';
    if (this.scene.pbx.dtmf === 'rfc4733') return { place, found };
    return { place, found, reason: 'the phones of this run send keys as tones, not as events' };
  }

  #sound(place: string, found: number): Sighting {
    return this.silentKeys
      ? { place, found, reason: 'the keys of this run make no sound' }
      : { place, found };
  }

  async #heard(paths: readonly string[]): Promise<number> {
    let most = 0;
    for (const path of paths) most = Math.max(most, await keysIn(readWav(path), this.#span(path)));
    return most;
  }

  /** The caller only keys during the capture, so any sound on its way in is one. */
  #soundsOfCaller(): number {
    const path = join(this.scene.pbx.recordings(this.call.number), 'caller-in.wav');
    return soundsIn(readWav(path), this.#span(path));
  }

  /** From the first key to the last, in a recording. */
  #span(path: string): Span {
    const from = this.#wavs.get(path) ?? 0;
    return { from, to: from + ((this.#to - this.#from + WRITTEN_MS) * RATE) / 1000 };
  }

  #asteriskFiles(): readonly string[] {
    const { pbx } = this.scene;
    const own = ['cdr-csv', 'cel-custom'].map((name) => join(pbx.logDir, name));
    return [pbx.logDir, pbx.server.path('console.log'), pbx.server.path('db')]
      .flatMap(filesOf)
      .filter((path) => !own.some((directory) => path.startsWith(directory)));
  }
}

function recordingsOf({ pbx }: Scene, { caller, agent, number }: Call): readonly string[] {
  const ofPbx = ['caller', 'agent'].flatMap((side) =>
    ['', '-in', '-out'].map((way) => join(pbx.recordings(number), `${side}${way}.wav`)),
  );
  return [...ofPbx, agent.recording.heard, caller.recording.said];
}

/** A recording is behind on disk by this much at most, in samples. */
const BEHIND = 2 * RATE;

/** Resolves when all that was said before now is on disk, in every recording of the call. */
export async function recordedOn(scene: Scene, call: Call): Promise<void> {
  const lengths = () =>
    recordingsOf(scene, call).map((path) => (existsSync(path) ? readWav(path).length : undefined));
  const before = lengths();
  await until('the recordings to catch up', 15_000, () =>
    lengths().every((length, at) => length === undefined || length >= (before[at] ?? 0) + BEHIND),
  );
}
