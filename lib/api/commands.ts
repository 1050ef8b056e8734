import { z } from 'zod';
import { FIELDS } from '../config/capture.js';
import type { AgentCommand } from '../session/event.js';
import type { Right } from './access.js';

const bare = <Do extends AgentCommand['do']>(name: Do) => z.strictObject({ do: z.literal(name) });

const amount = z.strictObject({
  minor: z.int().positive(),
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as USD' }),
});

/** Every command of the session, as it comes in JSON. */
const COMMANDS = {
  recapture: z.strictObject({ do: z.literal('recapture'), field: z.enum(FIELDS) }),
  clear: bare('clear'),
  skip: bare('skip'),
  changeAmount: z.strictObject({ do: z.literal('changeAmount'), amount }),
  start: bare('start'),
  setMode: z.strictObject({ do: z.literal('setMode'), mode: z.enum(['charge', 'authorise']) }),
  anotherCard: bare('anotherCard'),
  giveBack: bare('giveBack'),
  cancel: bare('cancel'),
  attend: z.strictObject({
    do: z.literal('attend'),
    presence: z.enum(['guided', 'isolated', 'silent', 'talk']),
  }),
  setLanguage: z.strictObject({
    do: z.literal('setLanguage'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, { error: 'must be a language such as en or pt_BR' }),
  }),
} as const satisfies { readonly [Do in AgentCommand['do']]: z.ZodType<Extract<AgentCommand, { do: Do }>> };

/** What each needs. What is paid, and whether it is only held, is a right of its own. */
export const RIGHT_FOR: Readonly<Record<AgentCommand['do'], Right>> = {
  recapture: 'steer',
  clear: 'steer',
  skip: 'steer',
  start: 'steer',
  anotherCard: 'steer',
  giveBack: 'steer',
  attend: 'steer',
  setLanguage: 'steer',
  changeAmount: 'amount',
  setMode: 'amount',
  cancel: 'cancel',
};

const named = z.looseObject({ do: z.enum(Object.keys(COMMANDS) as [AgentCommand['do']]) });

/** The command in a body, or what is wrong with it; never with what was sent. */
export function commandOf(text: string): AgentCommand | readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ['the body is not valid JSON'];
  }
  const name = named.safeParse(body);
  if (!name.success) return faultsOf(name.error);
  const parsed = (COMMANDS[name.data.do] as z.ZodType<AgentCommand>).safeParse(body);
  return parsed.success ? parsed.data : faultsOf(parsed.error);
}

function faultsOf({ issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message, code }) => {
    const where = path.join('.') || 'the body';
    return code === 'unrecognized_keys'
      ? `${where}: has something that is not known`
      : `${where}: ${message}`;
  });
}
