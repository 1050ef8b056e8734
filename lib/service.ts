import { readFile } from 'node:fs/promises';
import type { ApiListener } from './api/listener.js';
import { createAgiListener } from './asterisk/agi.js';
import { bringHandedOver, isConsultation } from './asterisk/consult.js';
import { answerAtDoor, sendToLine, stayByAgi } from './asterisk/line.js';
import type { Present, Switchboard } from './asterisk/switchboard.js';
import { createSwitchboard } from './asterisk/switchboard-asterisk.js';
import type { CardCapture } from './card/capture.js';
import { fingerprintBy } from './card/fingerprint.js';
import { captureOptions, createCapture } from './card/vault.js';
import { agiKey } from './config/agi-key.js';
import { maximumOf } from './config/maximum.js';
import { limitSettingsOf, linePolicyOf, milliseconds, policyOf } from './config/policy.js';
import type { Config } from './config/schema.js';
import type { DoorHealth, DoorLog } from './door.js';
import type { Gateway } from './gateway/gateway.js';
import { type MakeGateway, openGateway } from './gateway/open.js';
import { isOpen } from './hours/hours.js';
import type { Journal } from './journal/journal.js';
import { createJournal } from './journal/store.js';
import { sparing } from './log/sparing.js';
import { createLog, type Log } from './log.js';
import { openLookup } from './lookup/open.js';
import { ownersOf } from './peer.js';
import { servedLanguages } from './prompts/languages.js';
import { speakerIn } from './prompts/media.js';
import { refusalMedia } from './prompts/refusal.js';
import type { Refusal } from './prompts/refusals.js';
import { ReadyServer } from './ready.js';
import { GatewayWatch } from './run/gateway-watch.js';
import { handOff } from './run/handoff.js';
import { HeldEvents } from './run/held-events.js';
import { newSessionId } from './run/identity.js';
import { admit, handOverVariables, identifyBy, type LineOptions } from './run/ivr.js';
import { Limits } from './run/limits.js';
import { limitsKey } from './run/limits-key.js';
import { lineFacts } from './run/line-facts.js';
import { Reconciler } from './run/reconcile.js';
import { recover } from './run/recover.js';
import { Runner } from './run/runner.js';
import { tellLate } from './run/tell-late.js';
import type { Session } from './session/state.js';
import { takeIn } from './webhooks/intake.js';
import { WebhookListener } from './webhooks/listener.js';

/** A hand-off is decided, and the call moved or left alone, within this. Milliseconds. */
const HAND_OFF_MS = 1000;
/** After the grace of a stop: for the words of the cancellation and the way back. Milliseconds. */
const FAREWELL_MS = 20_000;
/** For AGI handlers of calls that are over to leave the caller as it came. Milliseconds. */
const HANDLERS_MS = 2000;
/** Without Asterisk for longer than this we cannot look after the calls we have taken. Milliseconds. */
const LOST_MS = 15_000;
/** At a start, for Asterisk to answer before anything else is loaded. Milliseconds. */
const CONNECT_MS = 500;
/** Lines a minute about notifications that were refused: anybody can send some. */
const FORGED_LINES = 10;
/** What a caller comes to the payment line by. */
const LINE_SCRIPTS: ReadonlySet<string> = new Set(['ivr', 'pay', 'stay']);
/** Exit code of an instance that another one has replaced: systemd must not start it again. */
export const REPLACED = 75;

/** What can be exchanged by code, never by configuration: the rig's control run shows what a leak would look like. */
export interface Parts {
  readonly log: Log;
  readonly newCapture: (session: Session) => CardCapture;
  readonly createGateway: MakeGateway;
  /** Wraps the door to Asterisk, to see what passes. */
  readonly wrapSwitchboard: (switchboard: Switchboard) => Switchboard;
}

export interface Service {
  readonly health: () => readonly DoorHealth[];
  /** No new hand-offs; captures get the configured grace; then everything ends. */
  stop(): Promise<void>;
  /** Exit code: 0 after `stop`, 75 when another instance has taken over. */
  readonly ended: Promise<number>;
}

/**
 * The only wiring: builds the doors, starts them, stops them in reverse. Resolves when everything has been started;
 * doors that cannot connect yet go on trying. Rejects only for what no retry can mend: a journal that does not open.
 */
export async function startService(config: Config, parts: Partial<Parts> = {}): Promise<Service> {
  const log = parts.log ?? createLog(config.log);
  const doorLog: DoorLog = (level, message, fields) => log[level](fields ?? {}, message);

  const journal = createJournal(config.database, log);
  await journal.open();
  await journal.takeOver(newSessionId());
  const journalled = await journal.openSessions();

  // What is not needed to hear keys again is loaded after: until then every call of an earlier process waits.
  const { switchboard, events } = await connectSwitchboard(config, doorLog, parts);
  const { gateway, sandbox } = await openGateway(config, doorLog, parts.createGateway);
  await gateway.start();

  const limits = config.limits.enabled
    ? new Limits({
        journal,
        fingerprint: fingerprintBy(await limitsKey(config)),
        settings: limitSettingsOf(config),
        log,
        now: Date.now,
        alarm: ({ name, rule, session, until }) =>
          log.error(
            { alarm: name, rule, session, until: new Date(until).toISOString() },
            'ALARM: too many attempts',
          ),
      })
    : undefined;

  const newCapture = parts.newCapture ?? (({ policy }: Session) => createCapture(captureOptions(policy)));
  const { engine, minimumConfidence } = config.capture.speech;
  const runner = new Runner({
    switchboard,
    gateway,
    journal,
    log,
    newCapture,
    media: speakerIn(config.payment.language),
    now: Date.now,
    unknown: () => reconciler.hurry(),
    identify: identifyBy(() => line),
    ...(limits && { limits }),
    ...(engine && { speech: { engine, minimumConfidence } }),
    watch: (event) => api?.options.told.take(event),
    told: (sessionId) => api?.options.told.last(sessionId) ?? 0,
  });
  // Only who wants it pays for it in memory.
  const api: ApiListener | undefined = config.api.enabled
    ? await (await import('./api/open.js')).openApi(config.api, { runner, journal, log }, journalled)
    : undefined;
  const reconciler = new Reconciler({
    journal,
    gateway,
    log,
    everyMs: milliseconds(config.reconcile.every),
    giveUpAfterMs: milliseconds(config.reconcile.giveUpAfter),
    owned: (orderId) => runner.owns(orderId),
    acting: () => journal.isOwner(),
    settled: (orderId, outcome) => void tellLate(runner, orderId, outcome),
    now: Date.now,
  });
  const webhooks = await createWebhooks(config, log, { journal, gateway, changed: () => reconciler.hurry() });

  const gatewayWatch = new GatewayWatch(gateway, log);

  let stopping = false;
  const handOffs = {
    runner,
    policy: policyOf(config),
    mode: config.payment.mode,
    parts: config.payment.minimumPart ? { minimum: config.payment.minimumPart } : undefined,
    currency: config.payment.currency,
    maximumMinor: (currency: string) => maximumOf(config.payment.maximum, currency),
    language: config.payment.language,
    languages: servedLanguages(config.prompts.languages, config.payment.language),
    stopping: () => stopping,
    reachable: (ms: number) => gatewayWatch.known(ms),
    warned: new Map<string, number>(),
    doubted: new Map<string, number>(),
    deadlineMs: HAND_OFF_MS,
  };
  const { ivr } = config;
  const lookup = await openLookup(config, doorLog);
  const line: LineOptions = {
    ...handOffs,
    policy: linePolicyOf(config),
    gateway: () => gatewayWatch.reachable(),
    enabled: ivr.enabled,
    parts: ivr.parts.allowed || ivr.parts.other ? { minimum: ivr.parts.minimum } : undefined,
    secondFactor: ivr.secondFactor,
    least: ivr.parts.minimum,
    open: (at) => isOpen(ivr.hours, at),
    whenClosed: ivr.whenClosed,
    whenGatewayDown: ivr.whenGatewayDown,
    lookup,
    byCaller: ivr.identify.includes('caller'),
  };
  const agi = createAgiListener({
    host: config.agi.host,
    port: config.agi.port,
    allow: config.agi.allow,
    key: agiKey(config),
    log: doorLog,
    handler: async (request) => {
      if (request.script === 'handoff') {
        const { channelId, channelName } = request;
        const confirmed = async () => (await switchboard.confirm(request)) !== undefined;
        const say = async (refusal: Refusal) => {
          for (const file of refusalMedia(refusal)) await request.streamFile(file);
        };
        return handOff({ channelId, channelName, confirmed, say }, handOffs);
      }
      if (!LINE_SCRIPTS.has(request.script)) return;
      const entry = await switchboard.confirm(request);
      if (!entry) return;
      const { channelId, channelName } = request;
      const facts = () => lineFacts(request, entry, switchboard);
      if (isConsultation(request)) {
        return bringHandedOver(request, entry, switchboard, handOverVariables(await facts()));
      }
      const answer = async () => {
        const answered = await admit(
          { channelId, channelName, facts, spoken: request.script === 'stay' },
          line,
        );
        // For what the dialplan says when we are not there to say it.
        const session = runner.sessions().find(({ caller }) => caller.channelId === channelId);
        if (session) await request.setVariable('HUSHPAY_SPEAKS', session.terms.language);
        return answered;
      };
      if (request.script === 'ivr') return answerAtDoor(request, await answer());
      if (request.script === 'pay') return sendToLine(request, entry, (await facts()).given);
      return stayByAgi(request, config.asterisk.ari.app, answer, (session, stay) =>
        switchboard.accompany(session, request, stay),
      );
    },
  });

  const health = () => [
    ...switchboard.health(),
    agi.health(),
    gateway.health(),
    journal.health(),
    ...(webhooks ? [webhooks.health()] : []),
    ...(lookup ? [lookup.health()] : []),
    ...(api ? [api.health()] : []),
  ];
  const able = () => [...switchboard.health(), agi.health(), journal.health()].every((door) => door.up);
  let lastUp = Date.now();
  const alive = () => {
    if (switchboard.health().every((door) => door.up)) lastUp = Date.now();
    return runner.acting && Date.now() - lastUp < LOST_MS;
  };
  const ready = new ReadyServer({
    owners: ownersOf(config.asterisk.user),
    host: config.http.host,
    port: config.http.port,
    key: agiKey(config),
    health,
    strange: () =>
      log.error(
        'a dialplan asked us that does not have the key of this installation. Is it the one that `hushpay dialplan` prints?',
      ),
    alive,
    ready: () => {
      // Nothing else may use the journal while no hand-off is taken: ask it, so that the next answer is true.
      if (!journal.health().up) journal.isOwner().catch(() => undefined);
      return !stopping && runner.acting && able();
    },
  });

  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  let closing: Promise<void> | undefined;
  const close = (code: number) => {
    closing ??= closeDoors(
      [
        ...(webhooks ? [webhooks] : []),
        ...(api ? [api] : []),
        reconciler,
        gatewayWatch,
        // A caller who has just been given back is unmuted by its handler.
        { stop: () => agi.stop(HANDLERS_MS) },
        ...(lookup ? [lookup] : []),
        ready,
        switchboard,
        gateway,
        ...(sandbox ? [sandbox] : []),
      ],
      journal,
      log,
    ).then(() => end(code));
    return closing;
  };

  const replaced = () => {
    if (stopping && !runner.acting) return;
    log.warn('another instance has taken over; this one ends');
    stopping = true;
    runner.halt();
    // The other instance needs the port by which the dialplan learns that its calls are looked after.
    void ready.stop();
    void runner.settled().then(() => close(REPLACED));
  };
  const connected = async (present: readonly Present[], hearsSince = performance.now()) => {
    // Nothing is told of sessions that are not taken up yet.
    if (journalled.length > 0) events.hold();
    // Away from Asterisk while another instance took over, we would not have heard of it, and must not touch its calls.
    const owner = await journal.isOwner().catch(() => true);
    if (!owner) {
      replaced();
      return events.pass();
    }
    log.info({ count: present.length }, 'connected to Asterisk');
    recover(runner, present, journalled, log, performance.now() - hearsSince);
    events.pass();
  };
  events.pass((event) => {
    if (event.type === 'connected') void connected(event.present, event.hearsSince);
    else if (event.type === 'replaced') replaced();
    else runner.heard(event);
  });
  await agi.start();
  ready.start();
  reconciler.start();
  webhooks?.start();
  api?.start();
  gatewayWatch.start();
  log.info({ environment: config.environment }, 'hushpay has started');

  return {
    health,
    ended,
    stop: async () => {
      if (!stopping) {
        stopping = true;
        log.info({ count: runner.size }, 'stopping: no new hand-offs');
        if (!(await runner.empty(milliseconds(config.shutdown.grace)))) {
          for (const { id } of runner.sessions()) runner.dispatch(id, { type: 'shutdownDue' });
          if (!(await runner.empty(FAREWELL_MS)))
            log.error({ count: runner.size }, 'sessions were left behind');
        }
      }
      await close(0);
    },
  };
}

/** The door to Asterisk, which is connected as soon as can be; its events are held until somebody is there for them. */
async function connectSwitchboard(
  config: Config,
  log: DoorLog,
  parts: Partial<Parts>,
): Promise<{ switchboard: Switchboard; events: HeldEvents }> {
  const { ari, ami } = config.asterisk;
  const owners = ownersOf(config.asterisk.user);
  const direct = createSwitchboard({
    ari: { url: ari.url, username: ari.username, password: ari.password.reveal(), app: ari.app, owners },
    ami: { url: ami.url, username: ami.username, password: ami.password.reveal(), owners },
    agiKey: agiKey(config),
    deadlineMs: milliseconds(config.asterisk.deadline),
    log,
    talk: { tcpdump: config.capture.tcpdump },
  });
  const switchboard = parts.wrapSwitchboard?.(direct) ?? direct;
  const events = new HeldEvents();
  await switchboard.start(events.take);
  await events.begun(CONNECT_MS);
  return { switchboard, events };
}

async function createWebhooks(
  { webhooks: { enabled, certificate, key, host, port, path, perMinute } }: Config,
  log: Log,
  { journal, gateway, changed }: { journal: Journal; gateway: Gateway; changed: () => void },
): Promise<WebhookListener | undefined> {
  if (!enabled) return undefined;
  const tls =
    certificate && key ? { certificate: await readFile(certificate), key: await readFile(key) } : undefined;
  const sparingly = sparing(log, FORGED_LINES, Date.now);
  return new WebhookListener({
    host,
    port,
    path,
    perMinute,
    log,
    ...(tls ? { tls } : {}),
    take: (signature, payload) =>
      takeIn({ journal, gateway, log: sparingly, now: Date.now, changed }, signature, payload),
    signed: (signature, payload) => gateway.isSigned(signature, payload),
    challenge: (text) => gateway.answerChallenge(text),
  });
}

async function closeDoors(
  doors: readonly { stop(): Promise<void> }[],
  journal: Journal,
  log: Log,
): Promise<void> {
  for (const door of doors) {
    await door.stop().catch((error: unknown) => log.warn({ err: error }, 'a door did not close'));
  }
  await journal.close().catch((error: unknown) => log.warn({ err: error }, 'the journal did not close'));
  log.info('stopped');
}
