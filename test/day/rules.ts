import { fillSample, QUIET_END } from '../../lib/config/samples.js';
import type { Policy } from '../../lib/session/state.js';
import { POLICY } from '../session/fixture.js';

/** How long it must have been quiet before a caller is heard again. Seconds. */
const QUIET_S = 2;

export interface Wishes {
  readonly seed: number;
  /** 24 unless told. */
  readonly hours?: number;
  /** The rule that is broken: the caller is unmuted when the clock says so, keys or no keys. */
  readonly byClock?: boolean;
}

export function policyOf({ byClock }: Wishes): Policy {
  return { ...POLICY, quietMs: byClock ? 0 : QUIET_S * 1000 };
}

/** As `hushpay dialplan` prints it. */
export function dialplanOf({ byClock }: Wishes): string {
  const text = fillSample('extensions_hushpay.conf', {
    'asterisk.ari.app': 'hushpay',
    'agi.host': '127.0.0.1',
    'agi.port': 4573,
    'agi.key': 'key',
    'agi.mark': 'mark',
    'http.host': '127.0.0.1',
    'http.port': 8087,
    longStop: 900,
    quiet: QUIET_S,
    quietEnd: QUIET_END,
  });
  if (!byClock) return text;
  return text
    .replace(/TryExec\(ControlPlayback\(.*\)\)$/m, 'Wait(2)')
    .replace(/GotoIf\(\$\["\$\{CPLAYBACKSTATUS\}".*$/m, 'Goto(${HUSHPAY_QUIET_TO})');
}
