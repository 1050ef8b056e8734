/**
 * Keys among the packets that a phone was sent, from the RTP debug of its own Asterisk. One key is several packets of
 * one time stamp, so time stamps are counted. `address` is the sender's `host:port`.
 */
export function eventsReceived(log: string, address: string): number {
  const keys = new Set<string>();
  for (const line of log.split('\n')) {
    const found = /Got\s+RTP (?:RFC2833|DTMF|packet)\s+from\s+(\S+).*?type (\d+).*?ts (\d+)/.exec(line);
    if (!found || found[1] !== address) continue;
    if (/RFC2833|DTMF/.test(line) || found[2] === '101') keys.add(found[3] ?? '');
  }
  return keys.size;
}

/** Voice packets received, to know that the watching worked. */
export function voiceReceived(log: string, address: string): number {
  return log.split('\n').filter((line) => {
    const found = /Got\s+RTP packet\s+from\s+(\S+).*?type (\d+)/.exec(line);
    return found?.[1] === address && found[2] === '00';
  }).length;
}
