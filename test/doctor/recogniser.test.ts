import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { checkRecogniser, speechFault } from '../../lib/doctor/recogniser.js';
import { projectRoot } from '../../lib/root.js';
import { ids, patientWith } from './patient.js';

const engine = (lines: string) => ({ 'aeap.conf': `[mine]\ntype=client\n${lines}` });
const good = (url: string) => engine(`url=${url}\nprotocol=speech_to_text\ncodecs=!all,slin\n`);
const speech = { capture: { speech: { engine: 'mine' } } };

const REFUSED: readonly (readonly [files: Record<string, string>, why: RegExp])[] = [
  [good('ws://10.0.0.7:9099'), /not on this machine/],
  [good('ws://speech.example.com'), /not on this machine/],
  [good('ws://127.0.0.1@speech.example.com'), /not on this machine/],
  [good('ws://127.0.0.1\\@speech.example.com'), /not on this machine/],
  [good('ws://127.0.0.1.example.com'), /not on this machine/],
  [good('http://127.0.0.1:9099'), /not on this machine/],
  [engine('protocol=speech_to_text\ncodecs=!all,slin\n'), /not on this machine/],
  [{ 'aeap.conf': '[other]\nurl=ws://127.0.0.1\n' }, /no section \[mine\]/],
  [{}, /no section \[mine\]/],
  [engine('url=ws://127.0.0.1:9099\ncodecs=!all,slin\n'), /protocol=speech_to_text/],
  [engine('url=ws://127.0.0.1:9099\nprotocol=speech_to_text\ncodecs=!all,ulaw,slin16\n'), /lack slin/],
];

t.test(
  'given a recogniser elsewhere, when started or examined, then it is refused with the reason',
  async (t) => {
    for (const [files, why] of REFUSED) {
      const patient = await patientWith(t, files, speech);
      t.match(speechFault(patient.config), { option: 'capture.speech.engine', message: why });
      t.match(checkRecogniser(patient), [{ id: 'speech.recogniser', severity: 'critical', what: why }]);
    }
  },
);

t.test('given a recogniser on loopback, or none, then all is well', async (t) => {
  for (const url of [
    'ws://127.0.0.1:9099',
    'ws://127.0.0.1',
    'wss://[::1]:9099/speech',
    'ws://localhost:9099',
  ]) {
    const patient = await patientWith(t, good(url), speech);
    t.equal(speechFault(patient.config), undefined, url);
    t.same(ids(checkRecogniser(patient)), []);
  }
  const keysOnly = await patientWith(t, good('ws://10.0.0.7:9099'));
  t.equal(speechFault(keysOnly.config), undefined, 'nobody asks it');
  t.same(checkRecogniser(keysOnly), []);
});

t.test('given aeap.conf cannot be read, then it is refused, since nothing is known of it', async (t) => {
  const { config } = await patientWith(t, {}, speech);
  const elsewhere = { ...config, asterisk: { ...config.asterisk, configDir: '/nonexistent/asterisk' } };
  t.match(speechFault(elsewhere), { message: /cannot be read/ });
});

t.test('given a recogniser elsewhere, when the service is started, then it says so and ends', async (t) => {
  const { configFile } = await patientWith(t, good('ws://10.0.0.7:9099'), speech);
  const bin = join(projectRoot(), 'dist/bin/hushpay.js');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'start', '--config', configFile], {
    encoding: 'utf8',
  });
  t.equal(status, 78);
  t.match(stderr, /capture\.speech\.engine: is mine, whose url in aeap\.conf is not on this machine/);
});
