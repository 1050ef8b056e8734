import type { Trace } from '../trace.js';

/**
 * How long answers of the gateway were waited for between two times, seen on the wire: from each packet of the service
 * to the last packet of the answer to it. Milliseconds.
 */
export function gatewayTime({ segments }: Trace, port: string, from: number, until: number): number {
  let waited = 0;
  let asked: number | undefined;
  let answered: number | undefined;
  const close = () => {
    if (asked !== undefined && answered !== undefined) waited += answered - asked;
    asked = answered = undefined;
  };
  for (const { at, to } of segments) {
    if (at < from || at > until) continue;
    if (!to.endsWith(`:${port}`)) {
      if (asked !== undefined) answered = at;
      continue;
    }
    if (answered !== undefined) close();
    asked ??= at;
  }
  close();
  return waited;
}
