import type { NetConnectOpts, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connectKnown, type Owners } from '../peer.js';

/** Read at once. Octets. */
const ROOM = 64 * 1024;

/**
 * A connection whose incoming bytes stand in memory of ours only. Node reads into memory that it gives back as it is,
 * so that the last events with a key would stay in it for as long as nothing else comes there: here they are read into one
 * room that is emptied at once, and what is handed on can be wiped by whoever takes it (`key-event.ts`). Nothing is sent to
 * a stranger: see `connectKnown`. Plain connections only; what TLS has decrypted is its own.
 */
export class WipedSocket extends Duplex {
  readonly #socket: Socket;
  #known = false;
  #first: (() => void) | undefined;

  constructor(options: NetConnectOpts, owners: Owners) {
    super();
    const room = Buffer.allocUnsafeSlow(ROOM);
    const onread = {
      buffer: room,
      callback: (length: number) => {
        // Not of the pool, where it would lie beside what others have kept.
        const bytes = Buffer.allocUnsafeSlow(length);
        room.copy(bytes, 0, 0, length);
        room.fill(0, 0, length);
        return this.push(bytes);
      },
    };
    this.#socket = connectKnown({ ...options, onread } as NetConnectOpts, owners, (error) => {
      if (error) return this.destroy(error);
      this.#known = true;
      this.#first?.();
    });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.once('end', () => this.push(null));
    this.#socket.once('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const write = () => this.#socket.write(chunk, encoding, done);
    if (this.#known) write();
    else this.#first = write;
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** As `net.Socket` has them; `ws` calls them. */
  setNoDelay(on?: boolean): this {
    this.#socket.setNoDelay(on);
    return this;
  }

  setKeepAlive(on?: boolean, ms?: number): this {
    this.#socket.setKeepAlive(on, ms);
    return this;
  }

  setTimeout(ms: number, hear?: () => void): this {
    this.#socket.setTimeout(ms, hear);
    return this;
  }
}
