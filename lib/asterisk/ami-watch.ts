import type { DoorHealth, DoorLog } from '../door.js';
import type { Ami } from './ami.js';

export interface AmiWatch {
  start(): void;
  stop(): void;
  health(): DoorHealth;
}

/** Asterisk drops an idle session after 60 s (`httptimeout`); a ping well before keeps it, and its cookie, alive. */
const PING_MS = 10_000;
const RETRY_MS = 1_000;

/** Asks AMI now and then, so that its health is known before a call needs it. */
export function createAmiWatch(ami: Ami, where: string, log: DoorLog): AmiWatch {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let up = false;
  let detail = 'not started';

  async function look(): Promise<void> {
    let line = `connected to ${where}`;
    try {
      await ami.action('Ping');
      up = true;
    } catch (error) {
      up = false;
      line = error instanceof Error ? error.message : String(error);
    }
    if (stopped) return;
    if (line !== detail) log(up ? 'info' : 'warn', up ? line : `${line} Trying again.`, { door: 'ami' });
    detail = line;
    timer = setTimeout(look, up ? PING_MS : RETRY_MS);
  }

  return {
    start: () => void look(),
    stop() {
      stopped = true;
      clearTimeout(timer);
      ami.close();
    },
    health: () => ({ door: 'ami', up, detail }),
  };
}
