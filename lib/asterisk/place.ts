import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Leg } from './switchboard.js';
import { readValues } from './values.js';

/** Contexts of ours: whoever comes from one is in its second payment, and keeps what the first one has noted. */
const OURS = /^hushpay-/;

/** What Asterisk looks up by the place in the dialplan, which is ours from a payment on. */
const ASKED = ['${CHANNEL(context)}', '${TRANSFER_CONTEXT}', '${CDR(dst)}', '${CDR(dcontext)}'] as const;

/**
 * Notes on a channel, before it is moved, where it came from. Afterwards it is in `Bridge()` of a context of ours for the
 * rest of the call, and Asterisk lets nobody change that: a transfer by its feature codes would look for the number
 * there, and a line of the accounts names that place. A call is not kept from its payment by a note that failed.
 */
export async function notePlace(rest: AriRest, ami: Ami, { channelId, channelName }: Leg): Promise<void> {
  const [context = '', transfers, dialled = '', from = ''] = await readValues(rest, channelId, ASKED);
  if (context === '' || OURS.test(context)) return;
  const notes: [variable: string, value: string][] = [];
  if (!transfers) notes.push(['TRANSFER_CONTEXT', context]);
  if (dialled) notes.push(['CDR(hushpay_dst)', dialled], ['CDR(hushpay_dcontext)', from]);
  await Promise.all(notes.map(([variable, value]) => ami.setvar(channelName, variable, value)));
}
