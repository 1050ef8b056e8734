import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import { AgiLines } from '../../lib/asterisk/agi-lines.js';

/** Both ends of a connection without one: what is written is answered by `answer`, cut where `cuts` says. */
class Wire extends EventEmitter {
  destroyed = false;
  readonly written: string[] = [];

  constructor(private readonly answer: (count: number) => string = () => '') {
    super();
  }

  write(text: string): boolean {
    this.written.push(text);
    const said = this.answer(this.written.length - 1);
    if (said) queueMicrotask(() => this.say(said));
    return true;
  }

  say(text: string, cuts: readonly number[] = []): void {
    const bytes = Buffer.from(text);
    const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
    for (const [at, edge] of edges.slice(1).entries()) {
      if (!this.destroyed) this.emit('data', Buffer.from(bytes.subarray(edges[at], edge)));
    }
  }

  destroy(): this {
    this.destroyed = true;
    this.emit('close');
    return this;
  }
}

const linesOf = (wire: Wire) => new AgiLines(wire as unknown as ConstructorParameters<typeof AgiLines>[0]);

/** Texts that look like the protocol itself, and all others. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ')',
        '\n',
        '\r\n',
        '200 result=7',
        '200 result=1 (x)',
        'HANGUP',
        '520-',
        '\u001f',
        'agi_channel: X',
        '\n\n',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.nat(20_000).map((length) => 'x'.repeat(length)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

t.test('given answers with any value in them, then no command takes what is another’s', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 6 }), async (values) => {
      const wire = new Wire((count) => `200 result=${100 + count} (${values[count] ?? ''})\n`);
      const lines = linesOf(wire);
      for (const [count] of values.entries()) {
        const outcome = await lines.command('GET', 'VARIABLE', 'X').catch((error: Error) => error);
        if (outcome instanceof Error) {
          // What it was asked is not known any more, so nothing is asked again.
          if (!wire.destroyed) throw new Error(`goes on after ${outcome.message}`);
          return;
        }
        if (outcome !== 100 + count) throw new Error(`command ${count} has taken ${outcome}`);
        await turn();
      }
    }),
    { numRuns: 500 },
  );
  t.pass('500 conversations');
});

t.test('given any environment, then its first names count, in 16 kB, or there is none', async (t) => {
  const first = { network_script: 'handoff/0', channel: 'PJSIP/a-1', uniqueid: '12.3' };
  const head = Object.entries(first)
    .map(([name, value]) => `agi_${name}: ${value}\n`)
    .join('');
  await fc.assert(
    fc.asyncProperty(hostile, fc.array(fc.nat(), { maxLength: 5 }), async (value, cuts) => {
      const wire = new Wire();
      const lines = linesOf(wire);
      const reading = lines.environment().catch((error: Error) => error);
      wire.say(`${head}agi_arg_1: ${value}\n\n`, cuts);
      await turn();
      if (!wire.destroyed) wire.emit('close');
      const environment = await reading;
      const octets = Buffer.byteLength(value);
      if (environment instanceof Error) {
        if (octets < 10_000 && value.split('\n').length < 150) throw environment;
      } else {
        if (octets > 16_384 && !value.includes('\n\n') && !value.includes('\n\r\n'))
          throw new Error('longer than 16 kB');
        t.match(environment, first);
      }
    }),
    { numRuns: 500 },
  );
});

t.test('given a line that nobody has asked for, then the session is over', async (t) => {
  const wire = new Wire(() => '200 result=1\n');
  const lines = linesOf(wire);
  t.equal(await lines.command('NOOP'), 1);
  wire.say('HANGUP\n');
  t.equal(await lines.command('NOOP'), 1, 'a hang-up is announced so');
  wire.say('200 result=1 (9999.00)\n');
  await t.rejects(lines.command('NOOP'), /nobody has asked for/);
  await t.rejects(lines.command('NOOP'), /nobody has asked for/);
  t.ok(wire.destroyed);
});

t.test('given an answer right before the end of the connection, then it is read', async (t) => {
  const wire = new Wire();
  const lines = linesOf(wire);
  const asked = lines.bytes('SPEECH', 'RECOGNIZE');
  await turn();
  wire.say('200 result=1 (speech)\n');
  wire.destroy();
  t.equal((await asked).toString(), '200 result=1 (speech)');
  await t.rejects(lines.command('NOOP'), /ended its AGI session/);
});

t.test('given an argument that ends the environment, then its rest answers nothing', async (t) => {
  const wire = new Wire((count) => `200 result=${count}\n`);
  const lines = linesOf(wire);
  wire.say('agi_uniqueid: 12.3\nagi_arg_1: INV-7)\n\n200 result=9 (9999.00)\nagi_arg_2: x\n\n');
  t.same(await lines.environment(), { uniqueid: '12.3', arg_1: 'INV-7)' });
  t.equal(await lines.command('NOOP'), 0);
  t.equal(await lines.command('NOOP'), 1);
});
