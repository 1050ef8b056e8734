import type { Phone } from '../../lib/rig/phone.js';
import { until } from '../../lib/rig/until.js';
import type { TONES } from './tone.js';
import type { RtpPacket, Trace } from './trace.js';

/** Both ends of a phone's audio, `address:port`. */
export interface Ends {
  readonly phone: string;
  readonly pbx: string;
}

/** Known once the phone's call has been acknowledged, which is a moment after it was answered. */
export function endsOf(phone: Phone): Promise<Ends> {
  return until(`the audio addresses of ${phone.line}`, 5000, async () => {
    const ends = await phone.rtpAddresses();
    return [ends.phone, ends.pbx].every((one) => /^[\d.]+:\d+$/.test(one)) && ends;
  });
}

/** tcpdump's words for these legs. */
export function filterOf(legs: readonly Ends[]): string {
  return `udp and (${legs.map((leg) => `port ${leg.pbx.split(':')[1]}`).join(' or ')})`;
}

/** What the phone was sent. */
export function toPhone(trace: Trace, leg: Ends): readonly RtpPacket[] {
  return trace.flow(leg.pbx, leg.phone);
}

/** Keys that a phone has sent, each with the time of its first end packet. */
export function keysOf(trace: Trace, leg: Ends): { readonly name: string; readonly endedAt: number }[] {
  const seen = new Map<number, { name: string; endedAt: number }>();
  for (const { at, key } of trace.flow(leg.phone, leg.pbx)) {
    if (key?.ended && !seen.has(key.of)) seen.set(key.of, { name: key.name, endedAt: at });
  }
  return [...seen.values()];
}

type Tone = keyof typeof TONES;

/** Times of the packets in which a tone is heard, between `from` and `until`. */
export function heardAt(packets: readonly RtpPacket[], tone: Tone, from: number, until: number): number[] {
  return packets.filter((p) => p.heard?.[tone] && p.at >= from && p.at < until).map((p) => p.at);
}

/** A pause in a stream of packets: longer than one that is only late. Milliseconds. */
const GAP_MS = 35;

/** Where a tone is missing for a while: its last packet before and its next one after. */
export function gaps(times: readonly number[]): { readonly last: number; readonly next: number }[] {
  return times.flatMap((next, i) => {
    const last = times[i - 1];
    return last !== undefined && next - last > GAP_MS ? [{ last, next }] : [];
  });
}

/** Within this time the next prompt must have begun, or the sample is not clean. Milliseconds. */
const LONGEST_MS = 1000;

/**
 * From the end of a key to the first packet of the prompt after it, in milliseconds; undefined where the line was not
 * quiet before or no prompt came.
 */
export function keyToPrompt(packets: readonly RtpPacket[], endedAt: number): number | undefined {
  if (heardAt(packets, 'prompt', endedAt - 60, endedAt).length > 0) return undefined;
  const first = heardAt(packets, 'prompt', endedAt, endedAt + LONGEST_MS)[0];
  return first === undefined ? undefined : first - endedAt;
}
