import { z } from 'zod';

/** For a living instance to answer, which takes a millisecond. One that hangs does not keep another from its place. */
const ANSWER_MS = 2000;

const health = z.object({ ready: z.boolean(), doors: z.array(z.object({ door: z.string() })) });

/**
 * Whether an instance of ours lives already, by its own word at the address that this one would have. What a dead one
 * left behind, in the journal or on the disk, says nothing.
 */
export async function livesBeside({ host, port }: { host: string; port: number }): Promise<boolean> {
  try {
    const name = host.includes(':') ? `[${host}]` : host;
    const answer = await fetch(`http://${name}:${port}/health`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { success, data } = health.safeParse(await answer.json());
    return success && data.doors.some(({ door }) => door === 'journal');
  } catch {
    return false;
  }
}
