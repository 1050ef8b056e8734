import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { type AgiRequest, createAgiListener } from '../../lib/asterisk/agi.js';
import { createAmi } from '../../lib/asterisk/ami.js';
import { createAriRest } from '../../lib/asterisk/ari-rest.js';
import { createSpokenEntry, type SpeechQuestion, type SpeechStage } from '../../lib/asterisk/speech.js';
import { keyFrom } from '../../lib/config/agi-key.js';
import type { AriEvent } from '../../lib/rig/ari.js';
import { findAsterisk } from '../../lib/rig/asterisk.js';
import { type Pbx, startPbx } from '../../lib/rig/pbx.js';
import { ENGINE } from '../../lib/rig/pbx-config.js';
import type { Phone } from '../../lib/rig/phone.js';
import { type Phones, startPhones } from '../../lib/rig/phones.js';
import { within } from '../../lib/rig/until.js';
import { type Engine, startEngine } from '../speech/engine.js';
import { Lines } from './lines.js';

export const APP = 'spoken-test';

export const QUESTION: SpeechQuestion = { engine: ENGINE, timeoutMs: 8000, minimumConfidence: 50 };

/** A caller in AGI(), muted, as in the IVR. */
export interface SpokenCall {
  readonly number: string;
  readonly caller: Phone;
  readonly request: AgiRequest;
  readonly entry: ReturnType<typeof createSpokenEntry>;
  /** Ends the AGI session, so that the dialplan goes on. */
  release(): void;
  hangUp(): Promise<void>;
}

/** A PBX with a recogniser, phones, an AGI listener, and everybody else who could read what was said. */
export interface SpokenSeat {
  readonly pbx: Pbx;
  readonly phones: Phones;
  readonly engine: Engine;
  readonly stage: SpeechStage;
  readonly lines: Lines;
  readonly events: AriEvent[];
  /** All that a foreign AMI client was told. */
  overheard(): string;
  dial(): Promise<SpokenCall>;
  say(phone: Phone, ...digits: readonly string[]): Promise<void>;
  /** Every AGI session breaks, as when the service is killed. */
  breakAgi(): Promise<void>;
}

export async function openSpokenSeat(): Promise<SpokenSeat> {
  const undo: (() => unknown)[] = [];
  t.teardown(async () => {
    for (const step of undo.reverse()) await step();
  });
  const engine = await startEngine();
  undo.push(() => engine.close());
  const pbx = await startPbx({ speech: engine.url });
  undo.push(() => pbx.stop());
  const phones = await startPhones(pbx);
  undo.push(() => phones.stop());
  const events: AriEvent[] = [];
  const stream = await pbx.server.ari.events(APP, (event) => events.push(event));
  undo.push(() => stream.close());
  const lines = new Lines();
  const stage: SpeechStage = {
    rest: createAriRest({ ...pbx.ari, app: APP }, 3000),
    ami: createAmi(pbx.ami, 3000),
    log: lines.log,
  };
  let arrived: (request: AgiRequest, release: () => void) => void = () => undefined;
  const handler = (request: AgiRequest) => new Promise<void>((release) => arrived(request, release));
  const listen = () =>
    createAgiListener({
      host: '127.0.0.1',
      port: pbx.agiPort,
      key: keyFrom(pbx.ari.password),
      handler,
      log: lines.log,
      deadlineMs: 120_000,
    });
  let agi = listen();
  await agi.start();
  undo.push(() => agi.stop());
  const foreign = overhear(pbx);
  undo.push(() => foreign.close());

  return {
    pbx,
    phones,
    engine,
    stage,
    lines,
    events,
    overheard: foreign.heard,
    async dial() {
      const reached = new Promise<{ request: AgiRequest; release: () => void }>((resolve) => {
        arrived = (request, release) => resolve({ request, release });
      });
      const call = await phones.call({ from: 'caller', to: '910', answers: 'none' });
      const { request, release } = await within('the AGI session', 5000, reached);
      engine.forget();
      return {
        number: call.number,
        caller: call.caller,
        request,
        release,
        entry: createSpokenEntry(stage, request),
        hangUp: call.hangUp,
      };
    },
    async say(phone, ...digits) {
      for (const digit of digits) await phone.play(`sound:${join(findAsterisk().sounds, 'digits', digit)}`);
    },
    async breakAgi() {
      await agi.stop();
      agi = listen();
      await agi.start();
    },
  };
}

/** Somebody else's AMI client that is told everything its rights allow. */
function overhear(pbx: Pbx): { heard(): string; close(): void } {
  const [, port] = /\nport=(\d+)/.exec(readFileSync(join(pbx.configDir, 'manager.conf'), 'utf8')) ?? [];
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    heard += chunk;
  });
  socket.on('error', () => undefined);
  const { username, password } = pbx.foreign;
  socket.write(`Action: Login\r\nUsername: ${username}\r\nSecret: ${password}\r\nEvents: on\r\n\r\n`);
  return { heard: () => heard, close: () => socket.destroy() };
}
