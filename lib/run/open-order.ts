import type { Journal } from '../journal/journal.js';

/** Looked at, the youngest first: a call does not last for ever. */
const MOST = 500;

/** The order of an earlier payment of this caller's call of which nobody knows yet what became. Rejects without a journal. */
export async function openOrder(
  journal: Pick<Journal, 'unsettled' | 'sessions'>,
  callerId: string,
): Promise<string | undefined> {
  const open = (await journal.unsettled()).slice(-MOST);
  if (open.length === 0) return undefined;
  const of = new Map(open.map(({ sessionId, orderId }) => [sessionId, orderId]));
  const sessions = await journal.sessions({ ids: [...of.keys()] });
  const own = sessions.find(({ session }) => session?.caller?.channelId === callerId);
  return own && of.get(own.id);
}
