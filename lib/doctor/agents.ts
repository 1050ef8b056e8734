import { type ConfSection, entryOf } from './conf.js';
import type { Console } from './console.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';
import { loadedSteps } from './running.js';

/** Endpoints are asked for one by one; with more of them the files tell. */
const MOST = 500;

const FIX =
  'Give it to the agents’ endpoints: see what `hushpay dialplan pjsip` prints (FreePBX: --freepbx --agents 100,101), then: module reload res_pjsip.so';

/** An endpoint and its variables. */
interface Endpoint {
  readonly name: string;
  readonly features: string | undefined;
  readonly side: string | undefined;
}

/** Has anybody the feature, and does the service take it for an agent's? */
export async function checkAgents({ console, files }: Patient): Promise<Finding[]> {
  const endpoints = (console && (await loadedEndpoints(console))) ?? writtenEndpoints({ files });
  if (!endpoints) return [];
  const named = endpoints.filter(({ features }) => features?.split('#').includes('hushpay'));
  const unmarked = named.filter(({ side }) => side !== 'agent').map(({ name }) => name);
  if (unmarked.length > 0) {
    return [
      {
        id: 'feature.unmarked',
        severity: 'critical',
        what: `Endpoints have the feature without HUSHPAY_SIDE=agent: ${unmarked.join(', ')}`,
        why: 'The service takes them for callers, and refuses their code.',
        fix: 'Give both variables to them: see what `hushpay dialplan pjsip` prints, then: module reload res_pjsip.so',
      },
    ];
  }
  const somebody = named.length > 0 || (await byDialplan({ console, files }));
  return [...(somebody ? [] : [NOBODY]), ...misplaced({ files })];
}

const NOBODY: Finding = {
  id: 'feature.nobody',
  severity: 'critical',
  what: 'Nobody has the feature hushpay: no endpoint, and no line of the dialplan gives it',
  why: 'The agents’ code does nothing, and nothing tells them; the keys of a card go into the conversation.',
  fix: FIX,
};

const RELOAD = 'then: module reload res_pjsip.so';
const LEFT_OUT =
  'Asterisk leaves out such a line and all that stands below it in its file, so other agents lose the code; a pjsip.conf that has the line in itself it refuses as a whole.';

/** Lines of agents in pjsip.conf that reach no endpoint. */
function misplaced({ files }: Pick<Patient, 'files'>): Finding[] {
  const sections = files.sections('pjsip.conf') ?? [];
  const additions = files
    .unread('pjsip.conf')
    .filter((section) => section.unread === 'addition' && isAgents(section));
  const below = (name: string) =>
    [...sections, ...files.unread('pjsip.conf')].some(
      (section) => section.name === name && isEndpoint(section),
    );
  const early = additions.filter(({ name }) => below(name));
  const gone = additions.filter(({ name }) => !below(name));
  const others = sections.filter((section) => isAgents(section) && !isEndpoint(section));
  return [
    ...told(early, (names) => ({
      id: 'feature.too-early',
      severity: 'critical',
      what: `pjsip.conf adds the feature to endpoints in front of them: ${names}`,
      why: LEFT_OUT,
      fix: `Move #include pjsip_hushpay.conf to the end of pjsip.conf, behind the endpoints (FreePBX: into pjsip.endpoint_custom_post.conf), ${RELOAD}`,
    })),
    ...told(gone, (names) => ({
      id: 'feature.gone',
      severity: 'warning',
      what: `pjsip.conf adds the feature to endpoints that it does not have: ${names}`,
      why: LEFT_OUT,
      fix: `Take the lines of deleted extensions out, ${RELOAD}`,
    })),
    ...told(others, (names) => ({
      id: 'feature.misplaced',
      severity: 'critical',
      what: `pjsip.conf adds the feature to what is no endpoint, but has the name of one: ${names}`,
      why: 'Asterisk takes the first section of that name, an aor or auth, and then refuses it: the telephone cannot be called or cannot register.',
      fix: `Write such lines as [anna](+type=endpoint,hushpay-agent), as \`hushpay dialplan pjsip --agents anna\` prints them, ${RELOAD}`,
    })),
  ];
}

function told(sections: readonly ConfSection[], finding: (names: string) => Finding): Finding[] {
  return sections.length === 0 ? [] : [finding(sections.map(({ name }) => name).join(', '))];
}

function isEndpoint(section: ConfSection): boolean {
  return entryOf(section, 'type') === 'endpoint';
}

function isAgents({ template, entries }: ConfSection): boolean {
  return !template && entries.some(({ value }) => value === 'HUSHPAY_SIDE=agent');
}

async function loadedEndpoints(console: Console): Promise<readonly Endpoint[] | undefined> {
  const names = (await console.show('pjsip list endpoints')).flatMap((line) => {
    const name = /^ Endpoint:\s+([^\s/<]+)/.exec(line)?.[1];
    return name === undefined ? [] : [name];
  });
  if (names.length > MOST) return undefined;
  const endpoints: Endpoint[] = [];
  for (const name of names) {
    const lines = await console.show(`pjsip show endpoint ${name}`);
    const value = (variable: string) =>
      lines.map((line) => /^\s(\S+)\s*: (.*)$/.exec(line)).findLast((found) => found?.[1] === variable)?.[2];
    endpoints.push({ name, features: value('DYNAMIC_FEATURES'), side: value('HUSHPAY_SIDE') });
  }
  return endpoints;
}

function writtenEndpoints({ files }: Pick<Patient, 'files'>): readonly Endpoint[] | undefined {
  return files
    .sections('pjsip.conf')
    ?.filter((section) => !section.template && isEndpoint(section))
    .map(({ name, entries }) => {
      const value = (variable: string) =>
        entries
          .filter((entry) => entry.name.toLowerCase() === 'set_var')
          .findLast((entry) => entry.value.startsWith(`${variable}=`))
          ?.value.slice(variable.length + 1);
      return { name, features: value('DYNAMIC_FEATURES'), side: value('HUSHPAY_SIDE') };
    });
}

const ENABLES = 'hushpay-agent-enable';
/** Ours name it themselves, for who is rung back and as an example. */
const OURS = /^hushpay-/;

/** The second way: a line of the dialplan, or a queue, runs `hushpay-agent-enable` on the agent's channel. */
async function byDialplan({ console, files }: Pick<Patient, 'console' | 'files'>): Promise<boolean> {
  const queues = files.sections('queues.conf') ?? [];
  if (queues.some((queue) => queue.entries.some(({ value }) => value.includes(ENABLES)))) return true;
  if (console) {
    const steps = await loadedSteps(console);
    return steps.some(({ context, call }) => !OURS.test(context) && call.includes(ENABLES));
  }
  const sections = files.sections('extensions.conf') ?? [];
  return sections.some(
    ({ name, entries }) => !OURS.test(name) && entries.some(({ value }) => value.includes(ENABLES)),
  );
}
