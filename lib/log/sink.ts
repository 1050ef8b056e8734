import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the lines of a log go. Nothing here throws: a full disk, a closed pipe, a file of root must not stop a call. */
export interface Sink {
  /** Written before it returns; a line that cannot be written is lost. */
  readonly write: (line: string) => void;
  /** Opens the file anew. Where that is refused all stays as it was, and the system's code for it is answered. */
  readonly open: () => string | undefined;
  /** For the administrator who looks at the process while its lines are going into a file that was moved away. */
  readonly aside: (line: string) => void;
}

/** Standard error where there is no file, and as long as it could not be opened once. */
export function openSink(file: string | undefined, stderr: { write(line: string): unknown }): Sink {
  let opened: number | undefined;
  return {
    write: (line) => {
      try {
        if (opened === undefined) stderr.write(line);
        else writeWhole(opened, line);
      } catch {
        // As above.
      }
    },
    open: () => {
      if (file === undefined) return undefined;
      try {
        mkdirSync(dirname(file), { recursive: true });
        const next = openSync(file, 'a', 0o640);
        if (opened !== undefined) closeSync(opened);
        opened = next;
        return undefined;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? String(error);
      }
    },
    aside: (line) => {
      try {
        // Without an open file the line of the log itself went there.
        if (opened !== undefined) stderr.write(line);
      } catch {
        // As above.
      }
    },
  };
}

function writeWhole(fd: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
