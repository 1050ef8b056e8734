import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/**
 * A misbehaviour on demand. `route` and `orderId` say where (`*` at the end of either matches any rest), `times`
 * how often; `when` is before or after the request was executed. Times in milliseconds.
 *
 * - `delay`: waits `ms`, then goes on
 * - `silence`: never answers
 * - `drop`: closes the connection without an answer; `reset`: breaks it with a TCP reset
 * - `status`: answers with that status and an HTML page
 * - `cut`: executes, promises the whole answer, sends half of it and closes
 * - `truncate`: executes and sends half of the answer as if it were all
 * - `blank`: executes and answers 200 with nothing
 * - `drip`: executes and sends the answer in small pieces, `ms` apart
 * - `duplicate`: executes and sends the answer twice
 */
export const faultSchema = z.object({
  id: z.string().default(() => randomUUID()),
  route: z.string().default('*'),
  orderId: z.string().optional(),
  times: z.number().int().positive().default(1_000_000),
  kind: z.enum([
    'delay',
    'silence',
    'drop',
    'reset',
    'status',
    'cut',
    'truncate',
    'blank',
    'drip',
    'duplicate',
  ]),
  when: z.enum(['before', 'after']).default('before'),
  ms: z.number().int().min(0).default(1000),
  status: z.number().int().min(400).max(599).default(500),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

const matches = (pattern: string, value: string): boolean =>
  pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;

/** The faults in force. A fault is used up when it has struck `times` times. */
export class Faults {
  private faults: Fault[] = [];

  add(input: FaultInput): Fault {
    const fault = faultSchema.parse(input);
    this.faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** All faults that strike this request, and counts them. */
  strike(route: string, orderId: string | undefined): readonly Fault[] {
    const hit = this.faults.filter(
      (fault) => matches(fault.route, route) && (!fault.orderId || matches(fault.orderId, orderId ?? '')),
    );
    for (const fault of hit) fault.times -= 1;
    this.faults = this.faults.filter((fault) => fault.times > 0);
    return hit;
  }
}
