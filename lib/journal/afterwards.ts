import type { Session } from '../session/state.js';
import type { Payment } from './payment.js';
import type { SessionRecord } from './sessions.js';

/** What the caller said when it was over. */
export interface Afterwards {
  /** 1 to 5. */
  readonly score?: number;
  /** `none`: the caller wants no receipt. Absent: not asked, or not answered. */
  readonly receipt?: 'text' | 'email' | 'none';
  /** When the caller agreed that the method is kept for next time, epoch milliseconds. */
  readonly keepAgreedAt?: number;
}

export function afterwardsOf({ wishes, keepWanted }: Partial<Session>): Afterwards {
  return {
    ...(wishes?.score !== undefined && { score: wishes.score }),
    ...(wishes?.receipt !== undefined && { receipt: wishes.receipt }),
    ...(keepWanted !== undefined && { keepAgreedAt: keepWanted }),
  };
}

/** The same with what was said after it. Of several payments of one session it is said of the last. */
export function withAfterwards(
  payments: readonly Payment[],
  sessions: readonly SessionRecord[],
): (Payment & Afterwards)[] {
  const known = new Map(sessions.map((record) => [record.id, record]));
  return payments.map((payment) => {
    const record = known.get(payment.sessionId);
    if (!record?.session || record.orders.at(-1) !== payment.orderId) return payment;
    return { ...payment, ...afterwardsOf(record.session) };
  });
}
