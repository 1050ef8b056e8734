import type { Login } from './ari.js';

export type DtmfMode = 'rfc4733' | 'inband' | 'info';

export interface PbxPlan {
  readonly directory: string;
  readonly address: string;
  readonly sipPort: number;
  readonly phonesPort: number;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly agiPort: number;
  readonly readyPort: number;
  readonly rtp: { readonly first: number; readonly last: number };
  readonly dtmf: DtmfMode;
  /** Name of the caller's endpoint, where it is another than the line's. */
  readonly callerName?: string;
  readonly protection: boolean;
  /** `freepbx`: the files and the dialplan that FreePBX generates, see `freepbx.ts`. */
  readonly layout: 'plain' | 'freepbx';
  /** Who gives the feature in the plain layout: the agents' endpoints, or a line of the dialplan. FreePBX: the endpoints. */
  readonly agentsBy: 'dialplan' | 'endpoint';
  /** Whose endpoints have the feature. */
  readonly agents: readonly Line[];
  readonly app: string;
  readonly feature: string;
  readonly longStopSeconds: number;
  readonly quietEndSeconds: number;
  /** False is a control run: the dialplan unmutes the caller at once, keys or no keys. */
  readonly quietWait: boolean;
  /** Address of a recogniser, `ws://127.0.0.1:PORT`. */
  readonly speech?: string;
  /** Passwords of registering softphones; without them the phones are the second Asterisk. */
  readonly softphones?: Readonly<Record<Line, string>>;
  readonly logins: { readonly admin: Login; readonly ours: Login; readonly foreign: Login };
}

export const LINES = ['caller', 'agent', 'third'] as const;
export type Line = (typeof LINES)[number];
