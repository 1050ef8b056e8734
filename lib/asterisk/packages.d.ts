/** The parts of two packages without types that `ari.ts` and `ari-transport.ts` use. */
declare module 'ari-client' {
  import type { EventEmitter } from 'node:events';

  export type AriOperation = (parameters: Record<string, unknown>) => Promise<unknown>;

  export interface AriSocket extends EventEmitter {
    readonly url: string;
    terminate(): void;
    ping(data?: string): void;
  }

  /** Besides these, one property a resource (`channels`, `bridges`, …), each with its operations. */
  export interface AriClient extends EventEmitter {
    _ws?: AriSocket;
    _wsClosed?: boolean;
    _swagger: {
      apis: Record<string, { basePath: string; models?: Record<string, unknown> }>;
    };
    start(application: string): Promise<void>;
    ping(): void;
  }

  const client: {
    connect(url: string, username: string, password: string): Promise<AriClient>;
  };
  export default client;
}
