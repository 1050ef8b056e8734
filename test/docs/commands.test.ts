import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';
import { commandLines, documents, type Line } from './lines.js';

t.setTimeout(240_000);

/** What a machine without Asterisk, systemd, FreePBX and the network cannot run, and where it is tested instead. */
const NOT_RUN: readonly (readonly [command: RegExp, why: string])[] = [
  [/^git /, 'the checkout under test stands for the clone'],
  [/npm run production/, 'test/bin/setup.test.ts runs it on a copy'],
  [/^npm run demo/, 'test/journeys/demo.test.ts runs the demo'],
  [/^npm (test|run (bench|clean|build))/, 'the build machine runs it'],
  [/^systemctl /, 'there is no systemd here; `hushpay start` is run as the unit does'],
  [/^(fwconsole|asterisk|rasterisk) /, 'there is no PBX here; the journeys have one'],
  [/^(apt-get|apt|dnf|yum) /, 'nothing is installed into the system'],
  [/^sqlite3 /, 'its command line is not on every machine'],
  [/^curl .*\/sessions/, 'needs a live call: test/journeys/api.test.ts'],
];

/** What a reader puts in, by what stands for it. */
const PUT_IN: readonly (readonly [RegExp, string])[] = [
  [/\bFILE\b/g, '/etc/hushpay/hushpay.yaml'],
  [/(settle) ORDER\b/g, '$1 hpopen-1'],
  [/(void) ORDER\b/g, '$1 hptwo-1 --yes'],
  [/refund ORDER\b/g, 'refund hpone-1 --yes'],
  [/capture ORDER\b/g, 'capture hpheld-1 --yes'],
  [/\bORDER\b/g, 'hpone-1'],
  [/\bSESSION\b/g, 'hpone'],
  [/(payments settle .*)$/g, '$1 --unasked --yes'],
];

/** Goes on until it is stopped. */
const ENDLESS = /^hushpay (start|sandbox)$/;
/** Its exit code is its finding: there is no Asterisk, what became of one payment nobody knows, nobody is locked out. */
const FINDS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^hushpay doctor/, [1, 2]],
  [/payments (report|reconcile)/, [1]],
  [/limits release/, [0, 1]],
];
/** What writes where only root may; everything else of ours is run as the service's user. */
const AS_ROOT = /^hushpay (dialplan .*--output|dialplan .*--freepbx|prompts install)/;

const mayUnshare =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'true']).status === 0;
const skip = mayUnshare ? false : 'NOT TESTED: needs root and namespaces, to have a machine of its own';

const all = documents().flatMap((file) => commandLines(file));

t.test('given the documents, when read, then they have command lines', async (t) => {
  t.ok(all.length > 20, `${all.length} command lines`);
  t.ok(all.some(({ command }) => command === 'hushpay config check'));
});

t.test('given a bare machine, when every command line is run, then each works', { skip }, async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'hushpay-docs-'));
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  chmodSync(place, 0o755);
  const run: Line[] = [];
  for (const line of all) {
    const why = NOT_RUN.find(([command]) => command.test(line.command))?.[1];
    if (why) t.pass(`not run: ${line.place} ${line.command} (${why})`);
    else run.push(line);
  }
  mkdirSync(join(place, 'said'));
  writeFileSync(join(place, 'machine.sh'), machine(place, run));
  const child = spawn(
    'unshare',
    [
      '--mount',
      '--net',
      '--pid',
      '--fork',
      '--mount-proc',
      '--kill-child',
      'bash',
      join(place, 'machine.sh'),
    ],
    { stdio: ['ignore', 'inherit', 'pipe'], cwd: '/' },
  );
  let trouble = '';
  child.stderr.on('data', (data) => {
    trouble += data;
  });
  t.same(await once(child, 'close'), [0, null], trouble);
  for (const [index, { place: where, command }] of run.entries()) {
    const said = (what: string) => readIfThere(join(place, 'said', `${index}.${what}`));
    const allowed = FINDS.find(([pattern]) => pattern.test(command))?.[1] ?? [0];
    const code = Number(said('code') || '-1');
    const ok = allowed.includes(code) && !/^error: |\n {4}at |unknown option|too many arg/.test(said('err'));
    t.ok(ok, `${where} ${command}: code ${code}`, {
      out: said('out').slice(-2000),
      err: said('err').slice(-2000),
    });
  }
});

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Until it has said something that it says when all is up, then ended as systemd and Ctrl-C do. */
function untilUp(command: string): string {
  return [
    'said=$(mktemp)',
    `${command} >"$said" 2>&1 & p=$!`,
    `for i in $(seq 600); do grep -q -e 'has started' -e 'Braintree sandbox on' "$said" && break; sleep 0.05; done`,
    'kill -TERM $p; wait $p; code=$?',
    `grep -e 'has started' -e 'Braintree sandbox on' "$said" && cat "$said" >&2`,
    'exit $code',
  ].join('\n');
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A machine of its own: nothing of the real one is written, no port of it is used. What the documents take for granted
 * is there: the checkout at /opt/hushpay, Asterisk's directories and group.
 */
function machine(place: string, lines: readonly Line[]): string {
  const everyday = lines.findIndex(({ command }) => command === 'hushpay start');
  const steps = lines.map((line, index) => [
    ...(index === everyday ? [SHOP] : []),
    one(place, line.command, index),
  ]);
  return `set -u
mount --make-rprivate /
mkdir -p ${place}/layers && mount -t tmpfs tmpfs ${place}/layers
for top in etc usr/local opt var/lib; do
  up=${place}/layers/up/$top work=${place}/layers/work/$top
  mkdir -p $up $work
  mount -t overlay overlay -o lowerdir=/$top,upperdir=$up,workdir=$work /$top || exit 90
done
ip link set lo up 2>/dev/null || true
rm -rf /opt/hushpay /etc/hushpay /var/lib/hushpay /etc/asterisk /var/lib/asterisk /usr/local/bin/hushpay
mkdir -p /opt/hushpay /etc/asterisk /etc/systemd/system /var/lib/asterisk/sounds /var/lib/bare
mount --bind ${quoted(projectRoot())} /opt/hushpay && mount -o remount,bind,ro /opt/hushpay || exit 91
export PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin HOME=/root
unset NODE_OPTIONS HUSHPAY_CONFIG
${steps.flat().join('\n')}
exit 0
`;
}

function one(place: string, command: string, index: number): string {
  let text = command;
  for (const [pattern, value] of PUT_IN) text = text.replace(pattern, value);
  if (ENDLESS.test(command)) text = untilUp(text);
  const ours = /^hushpay\b/.test(command) && !AS_ROOT.test(command);
  const who = ours ? 'runuser -u hushpay --' : '';
  const base = `${place}/said/${index}`;
  return `( cd /var/lib/bare && timeout 90 ${who} bash -c ${quoted(text)} ) >${base}.out 2>${base}.err </dev/null; echo $? >${base}.code
install -d -m 700 -o hushpay -g hushpay /var/lib/hushpay /var/lib/bare 2>/dev/null`;
}

/** For the everyday commands: a sandbox, payments in the journal, and nothing else that is changed. */
const SHOP = `
runuser -u hushpay -- hushpay sandbox --listen 127.0.0.1:18443 --memory --no-tls --json >/var/lib/hushpay/sandbox.json 2>/dev/null </dev/null &
for i in $(seq 200); do [ -s /var/lib/hushpay/sandbox.json ] && break; sleep 0.1; done
node -e '
const { merchant: { merchantId, publicKey, privateKey }, url } = JSON.parse(require("fs").readFileSync("/var/lib/hushpay/sandbox.json", "utf8").split("\\n")[0]);
const fs = require("fs"), file = "/etc/hushpay/hushpay.yaml";
fs.writeFileSync(file, JSON.stringify({ asterisk: { ari: { password: { file: "ari.password" } }, ami: { password: { file: "ami.password" } } },
  braintree: { merchantId, publicKey, privateKey }, sandbox: { url }, database: { file: "/var/lib/hushpay/journal.sqlite" } }));'
runuser -u hushpay -- node /opt/hushpay/dist/test/docs/seed.js /etc/hushpay/hushpay.yaml || exit 92
`;
