import { rmSync } from 'node:fs';
import { cpus, loadavg, release, setPriority, totalmem } from 'node:os';
import { join } from 'node:path';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { runDirectory } from '../../lib/rig/pbx.js';
import { pause } from '../../lib/rig/until.js';
import { startSandboxProcess } from '../../lib/sandbox-process.js';
import { addDialplan, measureBaseline, startBare } from './baselines.js';
import { Bench } from './bench.js';
import { Capture, NotPermitted } from './capture.js';
import { FAILED, judged, made, numberAfter, say, steps, undo } from './desk.js';
import { funnel } from './funnel/section.js';
import { measureCharges } from './gateway/charges.js';
import { measureModel } from './gateway/model.js';
import { gatewayReport, gatewayTargets, modelReport } from './gateway/report.js';
import { measureUnknown } from './gateway/unknown.js';
import { measureJournal, measureReduce, measureSales } from './inside.js';
import { keyahead } from './keyahead/section.js';
import { measurePayments } from './payments.js';
import { report } from './report.js';
import type { Level, Results } from './results.js';
import { SECTIONS, type Section, writeSection } from './sections.js';
import { talk } from './talk/section.js';
import { targetsOf } from './targets.js';
import { residentMb } from './usage.js';

/** Calls at once, fields of each call for the baselines, payments of each call. */
const LEVELS = [
  { calls: 1, fields: 18, payments: 6 },
  { calls: 10, fields: 6, payments: 2 },
  { calls: 25, fields: 9, payments: 3 },
] as const;
const SALES = 100;
const RECORDS = 200;
/** At rest: this long after the start, and after the last call. Milliseconds. */
const REST_MS = 5000;

async function run(): Promise<Results> {
  const began = Date.now();
  const before = loadavg()[0] ?? 0;
  // Said at once, not after a minute of setting up.
  (await Capture.start(join(runDirectory(), 'permitted.pcap'), 'udp port 9')).abandon();
  say('starting the PBX, the phones, the sandbox and Hushpay');
  const bench = await Bench.open();
  steps.push(() => bench.close());
  const { pbx } = bench;
  await addDialplan(bench);
  const sandbox = await startSandboxProcess(['--memory']);
  steps.push(() => sandbox.stop());
  // It stands for a computer elsewhere: what it works must not take the time of what is measured.
  setPriority(sandbox.pid, 10);
  const hushpay = prepareHushpay({ pbx, sandbox, config: { log: { level: 'info' } } });
  steps.push(() => hushpay.kill());
  await hushpay.ready();
  await pause(REST_MS);
  const restMb = residentMb(hushpay.pid);

  const levels: Level[] = [];
  for (const { calls, fields, payments } of LEVELS) {
    say(`${calls} at once: dialplan`);
    const dialplan = await measureBaseline(bench, 'dialplan', calls, fields);
    say(`${calls} at once: bare ARI script`);
    const stopBare = await startBare(bench);
    const bare = await measureBaseline(bench, 'bare', calls, fields).finally(stopBare);
    say(`${calls} at once: Hushpay`);
    const paid = await measurePayments(bench, hushpay, calls, payments);
    levels.push({ calls, dialplan: dialplan.samples, bare: bare.samples, hushpay: paid });
  }
  await pause(REST_MS);
  const afterMb = residentMb(hushpay.pid);

  say('charges, journal and core');
  const sales = await measureSales(pbx.directory, sandbox, SALES);
  const journal = await measureJournal(pbx.directory, RECORDS);
  return {
    levels,
    sales,
    journal,
    reduced: measureReduce(),
    restMb,
    afterMb,
    machine: {
      date: new Date().toISOString().slice(0, 16).replace('T', ' '),
      cpu: cpus()[0]?.model ?? 'unknown processor',
      cores: cpus().length,
      memoryGb: totalmem() / 1e9,
      kernel: release(),
      node: process.version,
      asterisk: (await pbx.command('core show version')).match(/Asterisk \S+/)?.[0] ?? 'Asterisk',
      load: [before, loadavg()[0] ?? 0],
    },
    took: Math.round((Date.now() - began) / 1000),
  };
}

/** `--only calls,gateway,model`; the calls and the gateway unless told, as the model takes a quarter of an hour. */
function wanted(): readonly Section[] {
  const at = process.argv.indexOf('--only');
  if (at < 0) return ['calls', 'gateway'];
  const names = (process.argv[at + 1] ?? '').split(',');
  const chosen = SECTIONS.filter((section) => names.includes(section));
  if (chosen.length !== names.length) throw new Error(`--only takes ${SECTIONS.join(', ')}`);
  return chosen;
}

async function calls(): Promise<void> {
  const results = await run();
  const text = report(results);
  writeSection('calls', text);
  process.stdout.write(text);
  judged(targetsOf(results));
}

async function gateway(): Promise<void> {
  const directory = runDirectory();
  steps.push(async () => rmSync(directory, { recursive: true, force: true }));
  say('charges through the door and by the bare SDK');
  const charges = await measureCharges(directory);
  say('a thousand unknown charges');
  const results = { charges, reconciled: await measureUnknown(directory) };
  const text = gatewayReport(results, made());
  writeSection('gateway', text);
  process.stdout.write(text);
  judged(gatewayTargets(results));
}

async function model(): Promise<void> {
  const runs = numberAfter('--runs');
  say('the model of the books, in its long form');
  const results = await measureModel(runs);
  const text = modelReport(results, made());
  writeSection('model', text);
  process.stdout.write(text);
  if (results.violations.length > 0) process.exitCode = FAILED;
}

try {
  for (const section of wanted()) await { calls, gateway, model, keyahead, funnel, talk }[section]();
} catch (error) {
  say(error instanceof NotPermitted ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = FAILED;
} finally {
  await undo();
}
process.exit();
