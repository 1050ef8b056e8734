import type { DoorLog } from '../door.js';
import { HushpayError } from '../errors.js';
import type { Side } from '../session/state.js';
import { createGate } from '../talk/gate.js';
import { type AmiAccess, createAmi } from './ami.js';
import { createAmiWatch } from './ami-watch.js';
import type { ForeignEvent } from './ari.js';
import { createAriLine } from './ari-line.js';
import { type AriAccess, createAriRest } from './ari-rest.js';
import { confirmEntry, type EnteredChannel } from './entry.js';
import { Excursions } from './excursions.js';
import { Floor } from './floor.js';
import { hearAgain } from './hearers.js';
import type { Leg } from './leg.js';
import { type ForeignBridge, type ForeignChannel, findParties } from './parties.js';
import { notePlace } from './place.js';
import { attend, leaveTalk } from './presence.js';
import { Quiet } from './quiet.js';
import { existing, exists, present, sweep } from './reconcile.js';
import { createRefusals } from './refusals.js';
import * as scenes from './scenes.js';
import { shared } from './shared.js';
import type { Switchboard, SwitchboardEvent } from './switchboard.js';
import { talkOf } from './talk.js';
import { type TalkMeans, Talks } from './talks.js';
import { blank, tell as tellDialplan } from './tell.js';
import * as transfers from './transfers.js';
import { channelIdOf, legOf, placeOf, translate } from './translate.js';
import { readValues } from './values.js';
import { Waits } from './waits.js';
import { whisper } from './whisper.js';
import { Words } from './words.js';

export interface SwitchboardOptions {
  readonly ari: AriAccess;
  readonly ami: AmiAccess;
  /** The key of this installation, by which AGI requests are known. */
  readonly agiKey: string;
  /** Every request to Asterisk is answered, or given up, within this long. */
  readonly deadlineMs: number;
  readonly log: DoorLog;
  /** For `talk`; what is left out is as in the product. */
  readonly talk?: Partial<TalkMeans>;
}

/** Parties redirected by us must be in our application within this long. */
const ARRIVE_MS = 3_000;
/** How long the dialplan is said to be wrong after that. */
const MISDIRECTED_MS = 30_000;

/** The door to a real Asterisk: events over ari-client's websocket, requests over ARI and AMI. */
export function createSwitchboard(options: SwitchboardOptions): Switchboard {
  const { deadlineMs, log } = options;
  const { app } = options.ari;
  const rest = createAriRest(options.ari, deadlineMs);
  const ami = createAmi(options.ami, deadlineMs);
  const floor = new Floor();
  const waits = new Waits();
  const talks: Talks = new Talks(() => stage, { tcpdump: 'tcpdump', createGate, ...options.talk }, talkLost);
  const quiet: Quiet = new Quiet(() => stage);
  const words: Words = new Words(
    () => stage,
    (...said) => scenes.prompt(stage, ...said),
  );
  const means = { quiet, words, rest, ami, floor, waits, talks, app, deadlineMs, log };
  const stage: scenes.Stage = { ...means, heardAll: () => line.heardAll(), lost };
  const excursions = new Excursions(stage);
  const timers = new Set<NodeJS.Timeout>();
  const arrivals = new Set<string>();
  let tell: (event: SwitchboardEvent) => void = () => undefined;
  /** Events that came before the list of who is present was told. */
  let early: ForeignEvent[] | undefined = [];
  let misdirected: string | undefined;

  const refused = createRefusals(log);
  /** All that is on the PBX, told once to all hand-offs that come together. */
  const snapshot = shared(async () => {
    const [channels, bridges, ours] = await Promise.all([
      rest.json<readonly (ForeignChannel & EnteredChannel)[]>('GET', '/channels'),
      rest.json<readonly ForeignBridge[]>('GET', '/bridges'),
      rest.json<{ channel_ids: readonly string[] }>('GET', `/applications/${encodeURIComponent(app)}`),
    ]);
    return { channels, bridges, ours: new Set(ours.channel_ids) };
  });

  const watch = createAmiWatch(ami, options.ami.url, log);
  const line = createAriLine(
    { rest, app, deadlineMs, log },
    {
      event: (event) => (early ? void early.push(event) : receive(event)),
      connected: reconcile,
      disconnected(why) {
        early = [];
        emit({ at: Date.now(), type: 'disconnected', why });
      },
      replaced() {
        talks.abandon();
        emit({ at: Date.now(), type: 'replaced' });
      },
    },
  );

  function emit(event: SwitchboardEvent): void {
    try {
      tell(event);
    } catch (error) {
      log('error', 'the listener of the switchboard failed', { event: event.type, why: String(error) });
    }
  }

  async function reconcile(): Promise<void> {
    const hearsSince = performance.now();
    const [here, before] = await Promise.all([present(rest, app), existing(rest)]);
    await talks.clearForeign(here);
    for (const { leg } of here) excursions.cameBack(leg.channelId);
    floor.replace(
      here.flatMap(({ leg, sessionId, side }) =>
        sessionId && side ? [{ leg, sessionId, side, returning: false }] : [],
      ),
    );
    for (const stranger of here.filter(({ sessionId }) => !sessionId)) turnAway(stranger.leg);
    const parties = [...here, ...excursions.away()];
    emit({ at: Date.now(), type: 'connected', present: parties, hearsSince });
    const waiting = early ?? [];
    early = undefined;
    for (const event of waiting) receive(event);
    sweep(rest, parties, before).catch((error) =>
      log('warn', 'leftovers were not removed', { why: String(error) }),
    );
  }

  function receive(event: ForeignEvent): void {
    const id = channelIdOf(event);
    if (event.type === 'StasisStart' && id && excursions.cameBack(id)) {
      quiet.cameBack(id);
      return;
    }
    if (event.type === 'PlaybackStarted' || event.type === 'PlaybackContinuing') {
      const at = Date.parse(String(event.timestamp));
      floor.part(playbackOf(event), event.type === 'PlaybackContinuing', at);
    }
    const out = translate(event, Date.now(), floor);
    if (event.type === 'StasisStart' && id) {
      waits.meet(`start:${id}`);
      if (out?.type === 'partyArrived') {
        floor.arrive(out.sessionId, out.side, out.leg);
        misdirected = undefined;
      } else if (out?.type === 'agentReplaced') {
        replaceAgent(out.sessionId, out.leg);
      } else if (!isSnoop(event) && !talkOf(id)) {
        const leg = legOf(event.channel) ?? { channelId: id, channelName: id };
        const asked = onLine(event);
        if (asked) startOver(leg, asked);
        else turnAway(leg);
      }
    }
    const party = id === undefined ? undefined : floor.party(id);
    if (party?.side === 'agent' && (event.type === 'ChannelHold' || event.type === 'ChannelUnhold')) {
      transfers.hold(stage, party.sessionId, event.type === 'ChannelHold');
    }
    if (event.type === 'StasisEnd' && party && out?.type === 'partyHungUp') {
      transfers.taken(stage, party);
    }
    if ((event.type === 'StasisEnd' || event.type === 'ChannelDestroyed') && id) {
      floor.leave(id);
      waits.meet(`left:${id}`);
    }
    if (out?.type === 'partyHungUp' && party) floor.hungUp(party);
    if (party?.side === 'caller' && !floor.party(party.leg.channelId)) words.lost(party.sessionId);
    const said = event.type === 'PlaybackFinished' ? quiet.ended(event) : undefined;
    if (event.type === 'PlaybackFinished') waits.meet(`played:${playbackOf(event)}`);
    // A key whose telephone signals it in SIP, or by its tone alone.
    if (out?.type === 'keyPressed' && out.side === 'caller') talks.of(out.sessionId)?.line.key();
    if (out) emit(out);
    if (said?.side === 'agent') words.ended(said.sessionId);
    // Afterwards: another prompt may have been asked for at once.
    if (said?.side === 'caller') quiet.fill(said.sessionId);
  }

  function lost(sessionId: string, side: Side): void {
    const party = floor.at(sessionId, side);
    if (party) floor.hungUp(party);
    emit({ at: Date.now(), type: 'partyHungUp', sessionId, side });
  }

  function replaceAgent(sessionId: string, leg: Leg): void {
    const old = floor.at(sessionId, 'agent');
    if (old) floor.leave(old.leg.channelId);
    floor.arrive(sessionId, 'agent', leg);
    transfers.replaceAgent(stage, sessionId, leg, old?.leg);
  }

  /** The agent hears the prompts then, as by `guided`, which needs nothing. */
  async function talkLost(sessionId: string, why: string): Promise<void> {
    log('warn', 'caller and agent cannot talk any more during the payment', { session: sessionId, why });
    const [caller, agent] = [floor.at(sessionId, 'caller'), floor.at(sessionId, 'agent')];
    if (!caller || !agent) return;
    const guide = async () => {
      await leaveTalk(stage, sessionId, agent.leg);
      await attend(stage, sessionId, caller.leg, agent.leg, 'guided');
    };
    await guide().catch((error) =>
      log('warn', 'the agent could not be given the prompts', { session: sessionId, why: String(error) }),
    );
    emit({ at: Date.now(), type: 'talkLost', sessionId, why });
  }

  /** Whom a transfer has put this channel in the place of, where that one was alone with us, that is, on the payment line. */
  function onLine(event: ForeignEvent): Leg | undefined {
    const old = floor.party(channelIdOf({ type: '', channel: event.replace_channel } as ForeignEvent) ?? '');
    return old?.side === 'caller' && !floor.at(old.sessionId, 'agent') ? old.leg : undefined;
  }

  /** An agent asked the payment line first and has put the caller in its own place: it begins anew, muted. */
  function startOver(leg: Leg, by: Leg): void {
    log('info', 'a caller was transferred to the payment line and begins anew', { channel: leg.channelName });
    // Not waited for: until it is moved the caller is not muted.
    ami
      .setvar(leg.channelName, 'HUSHPAY_FROM', by.channelName)
      .catch((error) => log('warn', 'who transferred a caller could not be noted', { why: String(error) }));
    ami
      .move(leg.channelName, 'hushpay-ivr', 'again', '1')
      .catch((error) => log('warn', 'a transferred caller could not begin anew', { why: String(error) }));
  }

  /** A channel that is of no hand-off is not ours to keep. */
  function turnAway(leg: Leg): void {
    log('warn', 'a channel came into our application without a session and is sent back to the dialplan', {
      channel: leg.channelName,
    });
    rest.tolerant('POST', `/channels/${leg.channelId}/continue`).catch(() => undefined);
  }

  /**
   * An application name that differs between dialplan and configuration shows only by nobody arriving, though both
   * are still on the line. Told for a while only: the next hand-off may go right.
   */
  function awaitArrival(sessionId: string, legs: readonly Leg[]): void {
    arrivals.add(sessionId);
    later(ARRIVE_MS, async () => {
      if (!arrivals.delete(sessionId) || !line.health().up) return;
      const alive = await Promise.all(legs.map((leg) => exists(rest, leg.channelId)));
      if (alive.includes(false)) return;
      misdirected = `Nobody of a hand-off arrived in application ${app}. Does Stasis() of the dialplan name another, or are the contexts missing?`;
      log('warn', misdirected, { door: 'dialplan', session: sessionId });
      later(MISDIRECTED_MS, async () => {
        misdirected = undefined;
      });
    });
  }

  function later(ms: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work().catch((error) => log('warn', 'a check of the dialplan failed', { why: String(error) }));
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  return {
    async start(listener) {
      tell = (event) => {
        if (event.type === 'partyArrived') arrivals.delete(event.sessionId);
        listener(event);
      };
      line.start();
      watch.start();
    },
    async stop() {
      tell = () => undefined;
      for (const timer of timers) clearTimeout(timer);
      watch.stop();
      talks.abandon();
      await line.stop();
    },
    health: () => [
      line.health(),
      watch.health(),
      { door: 'dialplan', up: misdirected === undefined, detail: misdirected ?? 'hand-offs arrive' },
    ],
    async confirm(request) {
      const list = async () => (await snapshot()).channels;
      const handOff = request.script === 'handoff';
      const entry = await confirmEntry(rest, options.agiKey, request, handOff ? list : undefined);
      if (entry) return entry;
      const { script, channelName } = request;
      refused('Asterisk has no such channel in our AGI()', { path: script, channelName });
      return undefined;
    },
    read: (channelId, expressions) => readValues(rest, channelId, expressions),
    async survey(agentChannelName, bridgePeer) {
      return findParties(agentChannelName, bridgePeer, await snapshot());
    },
    async redirect(sessionId, caller, agent, language = '') {
      if (!line.health().up) throw new HushpayError('ari-unreachable', line.health().detail);
      await Promise.all([
        ami.setvar(caller.channelName, 'HUSHPAY_PEER', agent.channelName),
        ami.setvar(agent.channelName, 'HUSHPAY_PEER', caller.channelName),
        ...[caller, agent].map((leg) =>
          notePlace(rest, ami, leg).catch((error) =>
            log('warn', 'where a channel came from could not be noted', { why: String(error) }),
          ),
        ),
        blank(stage, caller, agent, language),
      ]);
      floor.own(sessionId);
      awaitArrival(sessionId, [caller, agent]);
      await ami.redirect(caller.channelName, 'hushpay-caller', agent.channelName, 'hushpay-agent', sessionId);
    },
    async speaks(caller, language) {
      await ami.setvar(caller.channelName, 'HUSHPAY_SPEAKS', language);
    },
    isolate: (sessionId, caller, agent) => scenes.isolate(stage, sessionId, caller, agent),
    attend: (sessionId, caller, agent, presence) => attend(stage, sessionId, caller, agent, presence),
    async prompt(sessionId, side, leg, media, promptId) {
      if (side === 'caller') await excursions.home(sessionId);
      await scenes.prompt(stage, sessionId, side, leg, media, promptId);
    },
    stopPrompt: (sessionId, side) => scenes.stopPrompt(stage, sessionId, side),
    async rejoin(sessionId, caller, agent, variables, quiet) {
      // Whoever does not hear the keys cannot know that there are none.
      if (!line.health().up) throw new HushpayError('ari-unreachable', line.health().detail);
      return scenes.rejoin(stage, sessionId, caller, agent, variables, quiet);
    },
    note: (sessionId, legs, variables) => tellDialplan(stage, sessionId, legs, variables),
    whisper: (sessionId, side, leg, media) => whisper(stage, sessionId, side, leg, media),
    async bring(caller, variables) {
      const set = Object.entries(variables).map(([name, value]) =>
        ami.setvar(caller.channelName, name, value),
      );
      await Promise.all(set);
      await ami.move(caller.channelName, 'hushpay-ivr', 'moved', '1');
    },
    async release(sessionId, side, leg, variables, quiet) {
      if (side === 'caller') await excursions.end(sessionId);
      await scenes.release(stage, sessionId, side, leg, variables, quiet);
    },
    listen: (sessionId, caller, question) => excursions.listen(sessionId, caller, question),
    accompany: (sessionId, request, stay) => excursions.accompany(sessionId, request, stay),
    hearAgain: (sessionId, caller, here) => hearAgain(stage, sessionId, caller, here),
    forget: (sessionId) => scenes.forget(stage, sessionId),
  };
}

function playbackOf(event: ForeignEvent): string {
  return (event.playback as { readonly id?: string } | undefined)?.id ?? '';
}

function isSnoop(event: ForeignEvent): boolean {
  return Array.isArray(event.args) && event.args[0] === 'snoop' && placeOf(event.args) === undefined;
}
