import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AsteriskServer } from './server.js';

/** One packet of a phone's leg as its Asterisk saw it. */
export interface RtpSeen {
  readonly direction: 'received' | 'sent';
  readonly payloadType: number;
  /** Number of the telephone-event (0-9, 10 `*`, 11 `#`); absent on voice. */
  readonly event?: number;
}

export interface RtpLog {
  /** Ends the watching and gives what was seen. */
  stop(): Promise<readonly RtpSeen[]>;
}

/** Watches the packets of one channel by Asterisk's own RTP debug; only one channel of a server at a time. */
export async function rtpOf(server: AsteriskServer, channelId: string): Promise<RtpLog> {
  const address = await server.ari.variable(channelId, 'CHANNEL(rtp,dest)');
  if (!/:\d+$/.test(address)) throw new Error(`No audio address of ${channelId}: "${address}"`);
  const log = server.path('log', 'full');
  const from = statSync(log).size;
  await server.ami.command(`rtp set debug ip ${address}`);
  return {
    async stop() {
      await server.ami.command('rtp set debug off');
      const seen: RtpSeen[] = [];
      for await (const line of createInterface({ input: createReadStream(log, { start: from }) })) {
        const packet = parse(line, address);
        if (packet) seen.push(packet);
      }
      return seen;
    },
  };
}

function parse(line: string, address: string): RtpSeen | undefined {
  const found = /(Got|Sent)\s+RTP (packet|RFC2833|DTMF).*?(?:from|to)\s+(\S+).*?type (\d+)/.exec(line);
  if (!found || found[3] !== address) return undefined;
  const event = /event (\d+)/.exec(line)?.[1];
  return {
    direction: found[1] === 'Got' ? 'received' : 'sent',
    payloadType: Number(found[4]),
    ...(event === undefined ? {} : { event: Number(event) }),
  };
}
