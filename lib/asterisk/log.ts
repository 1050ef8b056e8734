/** How a door tells the service's log what it sees. `fields` never hold a key, a password or a card. */
export type DoorLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
