import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

export interface MemoryHit {
  readonly needle: string;
  /** How often it stands in the process's memory. */
  readonly count: number;
}

const BLOCK = 4 * 1024 * 1024;

/**
 * Counts strings in the raw memory of another process: `/proc/PID/mem`, every mapping that can hold what the
 * process made at run time (all but files mapped read-only); text is looked for as one byte a character and as two,
 * both forms in which V8 keeps strings. The process itself runs on meanwhile. Needs Linux and the same user, or
 * root: rejects where it cannot look, so that nothing unseen passes for clean. A process that holds the needles
 * itself cannot be scanned for them.
 */
export async function scanMemory(pid: number, needles: readonly string[]): Promise<MemoryHit[]> {
  if (pid === process.pid) throw new Error('a process that holds the needles cannot be scanned for them');
  const forms = needles.flatMap((needle, index): Form[] => [
    formOf(index, Buffer.from(needle, 'latin1')),
    formOf(index, Buffer.from(needle, 'utf16le')),
  ]);
  const starts = byStart(forms);
  const counts = needles.map(() => 0);
  const overlap = Math.max(2, ...forms.map(({ bytes }) => bytes.length)) - 1;
  const lead = Math.max(0, ...forms.map(({ anchor }) => anchor));
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const block = Buffer.allocUnsafeSlow(lead + BLOCK + overlap);
  let seen = 0;
  try {
    for (const { from, to } of mappings(pid)) {
      for (let at = from; at < to; at += BLOCK) {
        const before = Math.min(lead, at - from);
        const start = at - before;
        const length = readAt(memory, block.subarray(0, Math.min(block.length, to - start)), start);
        seen += length;
        count(block.subarray(0, length), before, starts, counts);
        // Let others run: a large process takes a second or two.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    closeSync(memory);
  }
  if (seen === 0) throw new Error(`nothing of the memory of process ${pid} could be read`);
  return needles.map((needle, i) => ({ needle, count: counts[i] ?? 0 }));
}

interface Form {
  /** Of its needle. */
  readonly index: number;
  readonly bytes: Buffer;
  /** Where it is looked for first: behind leading zeros, of which memory is full. */
  readonly anchor: number;
}

function formOf(index: number, bytes: Buffer): Form {
  return {
    index,
    bytes,
    anchor: Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0),
    ),
  };
}

/** All forms by the two bytes at their anchors, so that one pass over the memory finds them all. */
function byStart(forms: readonly Form[]): readonly (readonly Form[] | undefined)[] {
  const starts: Form[][] = new Array(65_536);
  for (const form of forms) {
    if (form.bytes.length - form.anchor < 2) throw new Error('a needle needs two characters');
    const start = form.bytes.readUInt16LE(form.anchor);
    starts[start] = [...(starts[start] ?? []), form];
  }
  return starts;
}

/** Adds what has its anchor in the BLOCK bytes behind `before`; what comes later is counted with the next block. */
function count(block: Buffer, before: number, starts: ReturnType<typeof byStart>, counts: number[]): void {
  const end = Math.min(before + BLOCK, block.length - 1);
  for (let at = before; at < end; at += 1) {
    const forms = starts[(block[at] as number) | ((block[at + 1] as number) << 8)];
    if (!forms) continue;
    for (const { index, bytes, anchor } of forms) {
      const from = at - anchor;
      if (from < 0) continue;
      const there =
        block.compare(bytes, 0, bytes.length, from, Math.min(from + bytes.length, block.length)) === 0;
      if (there) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
}

/** All runs of `length` digits in a number: seven are enough to tell a card apart. */
export function digitRuns(number: string, length = 7): string[] {
  return Array.from({ length: Math.max(0, number.length - length + 1) }, (_, i) =>
    number.slice(i, i + length),
  );
}

function mappings(pid: number): { from: number; to: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ (\d+)\s*(.*)$/.exec(line);
      const [, from = '', to = '', access = '', file = '', name = ''] = match ?? [];
      const constant = file !== '0' && !access.includes('w');
      if (!access.startsWith('r') || constant || name.startsWith('[vvar') || name === '[vsyscall]') return [];
      return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }];
    });
}

/** A mapping may vanish while it is read. */
function readAt(memory: number, into: Buffer, at: number): number {
  try {
    return readSync(memory, into, 0, into.length, at);
  } catch {
    return 0;
  }
}
