import type { DoorLog } from '../../lib/asterisk/log.js';

/** Lines a door logged. */
export class Lines {
  readonly all: string[] = [];
  readonly log: DoorLog = (level, message, fields) => {
    this.all.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  };
}
