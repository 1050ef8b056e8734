import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgiRequest, createAgiListener } from '../../lib/asterisk/agi.js';
import type { Leg } from '../../lib/asterisk/leg.js';
import type { Survey, Switchboard, SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import { createSwitchboard, type SwitchboardOptions } from '../../lib/asterisk/switchboard-asterisk.js';
import { keyFrom } from '../../lib/config/agi-key.js';
import { ownersOf } from '../../lib/peer.js';
import { ReadyServer } from '../../lib/ready.js';
import { type Heard, tone } from '../../lib/rig/listen.js';
import { type Pbx, startPbx } from '../../lib/rig/pbx.js';
import type { Phone } from '../../lib/rig/phone.js';
import { type Call, type Phones, startPhones } from '../../lib/rig/phones.js';
import { tcpdumpProgram } from '../../lib/rig/tcpdump.js';
import { until } from '../../lib/rig/until.js';
import { readWav, sines, wavBytes } from '../../lib/rig/wav.js';
import type { OutcomeVariables } from '../../lib/session/command.js';
import { Lines } from './lines.js';

export const OUTCOME: OutcomeVariables = { result: 'success', transaction: 'tx1', last4: '1111' };

type Type = SwitchboardEvent['type'];
type EventOf<T extends Type> = Extract<SwitchboardEvent, { type: T }>;

/** Everything a switchboard told, in order. */
export class Events {
  readonly all: SwitchboardEvent[] = [];
  readonly take = (event: SwitchboardEvent) => void this.all.push(event);

  of<T extends Type>(type: T): EventOf<T>[] {
    return this.all.filter((event): event is EventOf<T> => event.type === type);
  }

  async next<T extends Type>(
    type: T,
    match?: (event: EventOf<T>) => boolean,
    ms = 8_000,
  ): Promise<EventOf<T>> {
    return until(type, ms, () => this.of(type).find(match ?? (() => true)));
  }
}

export interface Capture {
  readonly sessionId: string;
  readonly caller: Leg;
  readonly agent: Leg;
}

/** A PBX with phones and, where the service would be, a switchboard and an AGI listener under test. */
export class Seat {
  readonly events = new Events();
  readonly lines = new Lines();
  readonly surveys: Survey[] = [];
  #sessions = 0;
  #stops: (() => unknown)[] = [];
  #board: Switchboard | undefined;

  private constructor(
    readonly pbx: Pbx,
    readonly phones: Phones,
  ) {}

  static async take(): Promise<Seat> {
    const pbx = await startPbx();
    const seat = new Seat(pbx, await startPhones(pbx));
    await seat.#sit();
    return seat;
  }

  get board(): Switchboard {
    if (!this.#board) throw new Error('no switchboard');
    return this.#board;
  }

  /** The first switchboard ends as a killed process would; a fresh one takes over. */
  async replaceBoard(change: Partial<SwitchboardOptions> = {}): Promise<Events> {
    await this.#board?.stop();
    const events = new Events();
    const board = createSwitchboard({ ...optionsOf(this.pbx, this.lines.log), ...change });
    this.#board = board;
    this.#stops.push(() => board.stop());
    await board.start((event) => {
      events.take(event);
      this.events.take(event);
    });
    await events.next('connected');
    return events;
  }

  async #sit(): Promise<void> {
    const agi = createAgiListener({
      host: '127.0.0.1',
      key: keyFrom(this.pbx.ari.password),
      port: this.pbx.agiPort,
      handler: (request) => this.#handOff(request),
      log: this.lines.log,
    });
    const ready = new ReadyServer({
      owners: ownersOf('root'),
      host: '127.0.0.1',
      port: this.pbx.readyPort,
      key: keyFrom(this.pbx.ari.password),
      health: () => [],
      ready: () => true,
      alive: () => true,
      strange: () => undefined,
    });
    this.#stops.push(
      () => agi.stop(),
      () => ready.stop(),
    );
    ready.start();
    await agi.start();
    await this.replaceBoard();
  }

  /** What the service does when the feature code was pressed. */
  async #handOff(request: AgiRequest): Promise<void> {
    const [bridgePeer = ''] = await this.board.read(request.channelId, ['${BRIDGEPEER}']);
    const survey = await this.board.survey(request.channelName, bridgePeer);
    this.surveys.push(survey);
    if (survey.kind === 'refused') return;
    const sessionId = `hp${String(++this.#sessions).padStart(13, '0')}`;
    // Not awaited: the channel must be out of AGI() before it is moved.
    this.board.redirect(sessionId, survey.caller, survey.agent).catch((error) => {
      this.lines.all.push(`redirect failed: ${error}`);
    });
  }

  /** The agent presses the feature code; both have arrived and are isolated. */
  async capture(call: Call): Promise<Capture> {
    const sessionId = `hp${String(this.#sessions + 1).padStart(13, '0')}`;
    await call.agent.press(this.pbx.feature, { onMs: 80, offMs: 80 });
    const arrived = (side: 'caller' | 'agent') =>
      this.events.next('partyArrived', (event) => event.side === side && event.sessionId === sessionId);
    const [caller, agent] = await Promise.all([arrived('caller'), arrived('agent')]);
    await this.board.isolate(sessionId, caller.leg, agent.leg);
    return { sessionId, caller: caller.leg, agent: agent.leg };
  }

  /** Media that plays a sine of `hz`. */
  sound(hz: number, ms: number): string {
    const path = join(this.pbx.directory, `sine-${hz}-${ms}`);
    writeFileSync(`${path}.wav`, wavBytes(sines([hz], ms)));
    return `sound:${path}`;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop();
    await this.phones.stop();
    await this.pbx.stop();
  }
}

/** Where in what a phone heard the sine is; complete only after `hangUp`. */
export function heard(phone: Phone, hz: number): readonly Heard[] {
  return tone(readWav(phone.recording.heard), hz);
}

export function optionsOf(pbx: Pbx, log: SwitchboardOptions['log']): SwitchboardOptions {
  const talk = { tcpdump: tcpdumpProgram(pbx.directory) };
  const agiKey = keyFrom(pbx.ari.password);
  return { ari: { ...pbx.ari, app: pbx.app }, ami: pbx.ami, agiKey, deadlineMs: 2_000, log, talk };
}
