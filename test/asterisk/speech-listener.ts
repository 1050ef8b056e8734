import { createAgiListener } from '../../lib/asterisk/agi.js';
import { readSpeechAnswer } from '../../lib/asterisk/speech-answer.js';
import { digitsOf } from '../../lib/speech/digits.js';

/** A process that is told what a caller said, as the service is; `careless` keeps it as strings. */
const careless = process.argv[2] === 'careless';
const kept: string[] = [];

const agi = createAgiListener({
  host: '127.0.0.1',
  port: 0,
  key: 'key',
  log: () => undefined,
  async handler(request) {
    for (;;) {
      const line = await request.recogniseSpeech('silence/1', 8);
      if (careless) kept.push(line.toString());
      const answer = readSpeechAnswer(line);
      if (answer.kind !== 'speech') return;
      const digits = digitsOf(answer.text, 'en');
      if (careless) kept.push(String(digits));
      process.send?.({ understood: digits?.length ?? 0 });
      digits?.fill(0);
      answer.text.fill(0);
      if (!careless) await request.overwriteRead();
    }
  },
});
await agi.start();
const ready = setInterval(() => {
  if (agi.port() === undefined) return;
  clearInterval(ready);
  process.send?.({ port: agi.port() });
}, 10);
process.on('disconnect', () => process.exit(kept.length > 99 ? 1 : 0));
