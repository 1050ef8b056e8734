import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AriEvent, Login } from './ari.js';
import type { Pbx } from './pbx.js';
import type { Line } from './pbx-config.js';
import { Phone } from './phone.js';
import { phonesFiles } from './phones-config.js';
import { freePort, rtpRange } from './port.js';
import { AsteriskServer } from './server.js';
import { within } from './until.js';

export interface CallPlan {
  readonly from: Line;
  /** Number in the PBX's dialplan: see README. */
  readonly to: string;
  /** Variables set on the first channel of the call in the PBX. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Who answers; found by the number unless told. `none` when nobody is rung. */
  readonly answers?: Line | 'none';
  /** The caller ID; any that nobody has had unless told. */
  readonly number?: string;
  /** False: the PBX makes no recording of this call. */
  readonly record?: boolean;
}

export interface Call {
  /** The caller ID, and the name of the directory of the PBX's recordings. */
  readonly number: string;
  readonly caller: Phone;
  readonly agent: Phone;
  /** Both phones, whoever they are. */
  readonly phones: readonly Phone[];
  hangUp(): Promise<void>;
}

export interface PhonesOptions {
  /** False: what the phones hear and say is not recorded, which is much of their work. */
  readonly record?: boolean;
}

/** A second Asterisk that holds every phone. */
export class Phones {
  private readonly phones = new Map<string, Phone>();
  private readonly rung = new Map<string, (phone: Phone) => void>();
  private readonly unplanned = new Map<Line, (phone: Phone) => void>();
  private readonly mouths = new Map<string, () => void>();
  private events: { close(): void } | undefined;

  private constructor(
    readonly server: AsteriskServer,
    private readonly pbx: Pbx,
    private readonly sounds: string,
  ) {}

  static async start(pbx: Pbx, options: PhonesOptions = {}): Promise<Phones> {
    const directory = join(pbx.directory, 'phones');
    const admin: Login = { username: 'rig', password: randomBytes(12).toString('hex') };
    const httpPort = await freePort();
    const amiPort = await freePort();
    const files = phonesFiles({
      directory,
      httpPort,
      amiPort,
      rtp: rtpRange(),
      admin,
      pbx,
      record: options.record ?? true,
    });
    const server = await AsteriskServer.start({ directory, httpPort, files, admin, verbose: 3, debug: 0 });
    const sounds = join(directory, 'said');
    mkdirSync(sounds);
    const phones = new Phones(server, pbx, sounds);
    phones.events = await server.ari.events('phones', (event) => phones.take(event));
    return phones;
  }

  /** Makes a call and has it answered; resolves when both phones can talk. */
  async call(plan: CallPlan): Promise<Call> {
    const number = plan.number ?? String(randomInt(10_000_000, 99_999_999));
    await this.tell(number, plan);
    const answering = plan.answers ?? (plan.from === 'agent' ? 'caller' : 'agent');
    const other = answering === 'none' ? undefined : this.ring(number);
    const first = await this.dial(plan.from, plan.to, number);
    const second = other ? await within(`${answering} to ring`, 10_000, other) : first;
    const both = [first, second];
    return {
      number,
      caller: both.find((phone) => phone.line === 'caller') ?? first,
      agent: both.find((phone) => phone.line === 'agent') ?? second,
      phones: both,
      async hangUp() {
        await Promise.all(both.map((phone) => phone.hangUp()));
      },
    };
  }

  /** The phone that answers next for this call. */
  answered(number: string): Promise<Phone> {
    return this.ring(number);
  }

  /** One phone dials; resolves when it has been answered. */
  async dial(line: Line, to: string, number: string): Promise<Phone> {
    const channelId = `${line}-${randomBytes(5).toString('hex')}`;
    const phone = new Phone(line, channelId, `${channelId}-mouth`, this.server, this.sounds, this.pbx.dtmf);
    this.phones.set(channelId, phone);
    const arrived = this.arrival(channelId);
    await this.server.ari.request('POST', `/channels/${channelId}`, {
      endpoint: `PJSIP/${to}@${line}`,
      context: 'dialled',
      extension: line,
      priority: 1,
      callerId: number,
      timeout: 30,
    });
    await within(`${to} to answer ${line}`, 15_000, arrived);
    phone.answeredAt = Date.now();
    await this.giveMouth(phone);
    return phone;
  }

  async stop(): Promise<void> {
    this.events?.close();
    await this.server.stop();
  }

  private async tell(number: string, plan: CallPlan): Promise<void> {
    const put = (key: string, val: string) =>
      this.pbx.server.ami.action('DBPut', { Family: `call-${number}`, Key: key, Val: val });
    if (plan.record === false) await put('record', 'no');
    for (const [index, [name, value]] of Object.entries(plan.variables ?? {}).entries()) {
      await put(String(index + 1), `${name}=${value}`);
    }
  }

  /** The next phone of a line that rings for a call nobody planned, such as a transferred one; answered. */
  rings(line: Line): Promise<Phone> {
    return within(`${line} to ring`, 15_000, new Promise((resolve) => this.unplanned.set(line, resolve)));
  }

  private ring(number: string): Promise<Phone> {
    return new Promise((resolve) => this.rung.set(number, resolve));
  }

  private arrival(id: string): Promise<void> {
    return new Promise((resolve) => this.mouths.set(id, resolve));
  }

  private take(event: AriEvent): void {
    const id = event.channel?.id;
    if (event.type === 'StasisStart' && id) {
      const [role, line, number] = event.args ?? [];
      // A call can be given up while its phone is being answered; whoever waits for the phone is told in time.
      if (role === 'rings') this.answer(id, line as Line, number ?? '').catch(() => undefined);
      else this.mouths.get(id)?.();
    }
    for (const phone of this.phones.values()) phone.take(event);
    if (event.type === 'ChannelDestroyed' && id) this.phones.delete(id);
  }

  private async answer(channelId: string, line: Line, number: string): Promise<void> {
    const phone = new Phone(line, channelId, `${channelId}-mouth`, this.server, this.sounds, this.pbx.dtmf);
    this.phones.set(channelId, phone);
    await this.server.ari.request('POST', `/channels/${channelId}/answer`);
    await this.giveMouth(phone);
    const planned = this.rung.get(number);
    (planned ?? this.unplanned.get(line))?.(phone);
    if (planned) this.rung.delete(number);
    else this.unplanned.delete(line);
  }

  /** Bridges the phone with a channel that says silence for ever, and on it whatever is to be said. */
  private async giveMouth(phone: Phone): Promise<void> {
    const { ari } = this.server;
    const mouth = `${phone.channelId}-mouth`;
    const throat = `${phone.channelId}-throat`;
    const bridge = `${phone.channelId}-head`;
    // Either may come first, and neither can be bridged before.
    const ready = Promise.all([this.arrival(mouth), this.arrival(throat)]);
    await ari.request('POST', `/bridges/${bridge}?type=mixing`);
    await ari.request('POST', `/channels/${throat}`, {
      endpoint: 'Local/1@mouth/n',
      // Without it Asterisk takes 192 kHz for a local channel and resamples it for every packet.
      formats: 'ulaw',
      app: 'phones',
      appArgs: 'throat',
      otherChannelId: mouth,
    });
    await within('a mouth', 5000, ready);
    await phone.silence();
    await ari.request('POST', `/bridges/${bridge}/addChannel?channel=${phone.channelId},${throat}`);
    await phone.watch();
    void phone.ended.then(async () => {
      for (const path of [`/channels/${mouth}`, `/channels/${throat}`, `/bridges/${bridge}`]) {
        await ari.request('DELETE', path).catch(() => undefined);
      }
    });
  }
}

/** Starts the phones of `pbx`; takes about two seconds. */
export function startPhones(pbx: Pbx, options: PhonesOptions = {}): Promise<Phones> {
  return Phones.start(pbx, options);
}
