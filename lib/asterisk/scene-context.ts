import type { DoorLog } from '../door.js';
import type { Side } from '../session/state.js';
import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Floor } from './floor.js';
import type { Waits } from './waits.js';

/** What everything that is done on the PBX for a session needs. */
export interface SceneContext {
  readonly rest: AriRest;
  readonly ami: Ami;
  readonly floor: Floor;
  readonly waits: Waits;
  readonly app: string;
  readonly deadlineMs: number;
  readonly log: DoorLog;
  /** Whether every event that Asterisk has sent up to now was heard. */
  heardAll(): Promise<boolean>;
  /** A party that left our application without anybody being told. */
  lost(sessionId: string, side: Side): void;
}
