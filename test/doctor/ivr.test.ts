import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { checkHours, checkLookup } from '../../lib/doctor/ivr.js';
import { freshDirectory } from '../config/directory.js';
import { type Answer, startCrm } from '../lookup/server.js';
import { ids, patientWith } from './patient.js';

const TOKEN = 'tell-nobody';

async function examined(t: Test, lookup: Readonly<Record<string, unknown>>, enabled = true) {
  const findings = await checkLookup(
    await patientWith(t, {}, { ivr: { enabled, lookup: { token: TOKEN, deadline: 2, ...lookup } } }),
  );
  t.notMatch(JSON.stringify(findings), /tell-nobody/, 'no secret is told');
  return findings;
}

const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code).end();

t.test(
  'given a lookup that answers, when examined, then nothing is asked of it and nothing found',
  async (t) => {
    for (const code of [200, 404, 405, 422, 501]) {
      const crm = await startCrm(t, status(code));
      t.same(await examined(t, { url: crm.url }), [], `status ${code}`);
      t.same(crm.asked, [
        { method: 'HEAD', url: '/pay?tenant=5', authorization: `Bearer ${TOKEN}`, body: undefined },
      ]);
    }
  },
);

t.test('given a lookup that does not work, when examined, then it is told with what to do', async (t) => {
  const table: readonly (readonly [number, string, RegExp])[] = [
    [401, 'lookup.refused', /ivr.lookup.token/],
    [403, 'lookup.refused', /ivr.lookup.token/],
    [301, 'lookup.failed', /log of its server/],
    [503, 'lookup.failed', /log of its server/],
  ];
  for (const [code, id, fix] of table) {
    const { url } = await startCrm(t, status(code));
    const findings = await examined(t, { url });
    t.match(findings, [{ id, severity: 'critical', what: new RegExp(`status ${code}`), fix }]);
  }
  t.match(await examined(t, { url: 'http://127.0.0.1:9/' }), [
    { id: 'lookup.unreachable', fix: /ivr.lookup.url/ },
  ]);
  const { url } = await startCrm(t, () => undefined);
  t.match(await examined(t, { url, deadline: 0.3 }), [{ id: 'lookup.deadline' }]);
});

t.test('given a certificate, when examined, then it must be trusted', async (t) => {
  const crm = await startCrm(t, status(200), { secure: true });
  const ca = join(freshDirectory(t), 'ca.pem');
  writeFileSync(ca, crm.ca ?? '');
  t.same(await examined(t, { url: crm.url, ca }), []);
  t.match(await examined(t, { url: crm.url }), [{ id: 'lookup.tls', fix: /ivr.lookup.ca/ }]);
  t.match(await examined(t, { url: crm.url, ca: `${ca}.none` }), [{ id: 'lookup.tls', what: /ENOENT/ }]);
});

t.test('given the payment line is off or has no lookup, when examined, then nothing is asked', async (t) => {
  const crm = await startCrm(t, status(500));
  t.same(await examined(t, { url: crm.url }, false), []);
  t.same(await examined(t, {}), []);
  t.same(crm.asked, []);
});

t.test('given opening hours, when examined, then it is told that it is closed now', async (t) => {
  const hours = { timezone: 'Europe/Budapest', week: { 'mon-fri': '08:00-18:00' } };
  const patient = await patientWith(t, {}, { ivr: { enabled: true, hours } });
  t.same(checkHours(patient, Date.parse('2026-11-25T12:00:00+01:00')), []);
  const night = Date.parse('2026-11-25T20:00:00+01:00');
  const closed = checkHours(patient, night);
  t.match(closed, [{ id: 'ivr.closed', severity: 'info', what: /Europe\/Budapest/ }]);
  t.same(ids(checkHours(await patientWith(t, {}, { ivr: { hours } }), night)), [], 'not when it is off');
});
