import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Leg } from './leg.js';
import { readValues } from './values.js';

/** Contexts of ours: whoever comes from one is in its second payment, and keeps what the first one has noted. */
const OURS = /^hushpay-/;

/** What Asterisk looks up by the place in the dialplan, which is ours from a payment on; and whether a Gosub() runs. */
const ASKED = [
  '${CHANNEL(context)}',
  '${TRANSFER_CONTEXT}',
  '${STACK_PEEK(1,c,1)}',
  '${CDR(dst)}',
  '${CDR(dcontext)}',
] as const;

/**
 * Notes on a channel, before it is moved, where it came from. Afterwards it is in `Bridge()` of a context of ours for the
 * rest of the call, and Asterisk lets nobody change that: a transfer by its feature codes would look for the number
 * there, and a line of the accounts names that place, unless the channel is inside of a Gosub(), which the accounts do not
 * look into.
 */
export async function notePlace(rest: AriRest, ami: Ami, { channelId, channelName }: Leg): Promise<void> {
  const [context = '', transfers, inside, dialled, from = ''] = await readValues(rest, channelId, ASKED);
  if (context === '' || OURS.test(context)) return;
  const notes: [variable: string, value: string][] = [];
  if (!transfers) notes.push(['TRANSFER_CONTEXT', context]);
  if (dialled && !inside) notes.push(['CDR(hushpay_dst)', dialled], ['CDR(hushpay_dcontext)', from]);
  await Promise.all(notes.map(([variable, value]) => ami.setvar(channelName, variable, value)));
}
