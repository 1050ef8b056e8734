import type { DoorLog } from '../../lib/door.js';

/** Lines a door logged. */
export class Lines {
  readonly all: string[] = [];
  readonly log: DoorLog = (level, message, fields) => {
    this.all.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  };
}
