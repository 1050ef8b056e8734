/** Whether a door is connected to what lies behind it. */
export interface DoorHealth {
  readonly door: string;
  readonly up: boolean;
  /** A clear line: what is wrong and what to do, or what it is connected to. */
  readonly detail: string;
}

/** How a door tells the service's log what it sees. `fields` never hold a key, a password or a card. */
export type DoorLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
