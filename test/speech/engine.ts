import { type WebSocket, WebSocketServer } from 'ws';

/** One result as the protocol has it; `score` is the confidence, 0 to 100. */
export interface Result {
  readonly text: string;
  readonly score: number;
}

/** A recogniser on loopback that speaks AEAP's `speech_to_text`. It knows no words: it hears that somebody spoke. */
export interface Engine {
  readonly url: string;
  /** What it will have understood at the end of what is said next. */
  answers: readonly Result[];
  /** Sound it was given, 16-bit linear at 8 kHz, since `forget`. */
  sound(): Int16Array;
  forget(): void;
  /** Requests of Asterisk's, by name, and open connections. */
  readonly requests: readonly { readonly request: string; readonly at: number; readonly body: string }[];
  connections(): number;
  /** When it last sent results. Epoch ms. */
  answeredAt(): number;
  close(): Promise<void>;
}

/** Root mean square above which it is speech, and the quiet after which it is over. */
const SPEECH = 300;
const QUIET_MS = 500;
const FRAME = 160;

export async function startEngine(): Promise<Engine> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (given) => [...given][0] ?? false,
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const requests: { request: string; at: number; body: string }[] = [];
  let frames: Int16Array[] = [];
  let answeredAt = 0;

  server.on('connection', (socket) => {
    let quiet: number | undefined;
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return reply(socket, data.toString());
      const frame = new Int16Array(data.length >> 1);
      for (let i = 0; i < frame.length; i++) frame[i] = data.readInt16LE(2 * i);
      frames.push(frame);
      for (let at = 0; at < frame.length; at += FRAME) {
        const part = frame.subarray(at, at + FRAME);
        if (Math.sqrt(part.reduce((sum, one) => sum + one * one, 0) / part.length) > SPEECH) quiet = 0;
        else if (quiet !== undefined) quiet += part.length / 8;
      }
      if (quiet === undefined || quiet < QUIET_MS) return;
      quiet = undefined;
      answeredAt = Date.now();
      const results = engine.answers.map(({ text, score }, index) => ({
        text,
        score,
        grammar: '',
        best: index,
      }));
      socket.send(JSON.stringify({ request: 'set', id: `answer-${requests.length}`, params: { results } }));
    });
    socket.on('error', () => undefined);
  });

  function reply(socket: WebSocket, text: string): void {
    const { request, id, codecs } = JSON.parse(text);
    if (typeof request !== 'string') return;
    requests.push({ request, at: Date.now(), body: text });
    socket.send(JSON.stringify({ response: request, id, ...(codecs && { codecs }) }));
  }

  const engine: Engine = {
    url: `ws://127.0.0.1:${port}`,
    answers: [],
    sound() {
      const whole = new Int16Array(frames.reduce((sum, one) => sum + one.length, 0));
      let at = 0;
      for (const frame of frames) {
        whole.set(frame, at);
        at += frame.length;
      }
      return whole;
    },
    forget() {
      frames = [];
    },
    requests,
    connections: () => server.clients.size,
    answeredAt: () => answeredAt,
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return engine;
}
