import { z } from 'zod';
import { port, text } from './kinds.js';
import type { Secret } from './secret.js';

/** What the holder of a token may do, each apart. */
export const RIGHTS = ['watch', 'steer', 'amount', 'cancel'] as const;

/** Of 0.1: it held all that is apart now, so that nobody is given a right that was not meant. */
const SPLIT = 'command was split: name what is meant of steer, amount and cancel';

const right = z.enum(RIGHTS, {
  error: ({ input }) => (input === 'command' ? SPLIT : `must be one of ${RIGHTS.join(', ')}`),
});

/** A telephone, as the session's view names it: the name of its channel before the last `-`. */
const device = z
  .string()
  .regex(/^[A-Za-z0-9]+\/[^\s/]+$/, { error: 'must be a device such as PJSIP/100' })
  // Behind it a call can be transferred to another agent without anybody being told, and the session would stay the token's.
  .refine((name) => !/^Local\//i.test(name), {
    error: 'must be a telephone: who is behind a Local channel can change unseen',
  });

/** Shorter ones can be guessed. Characters. */
export const SHORTEST_TOKEN = 24;

/** The door for the programs of the shop; `secret` makes an option whose value is kept elsewhere. */
export const api = <S extends z.ZodType<Secret>>(secret: (what: string) => S) =>
  z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe('Let your CRM and wallboards follow captures and steer them, over HTTP.'),
      host: text(
        'Address to listen on. In production this machine only, unless there is a certificate.',
      ).default('127.0.0.1'),
      port: port(4576, 'Port to listen on.'),
      certificate: text(
        'File with the certificate and its chain in PEM, to speak https here. Without it a proxy on this machine must.',
      ).optional(),
      key: text('File with the private key of the certificate, in PEM.').optional(),
      tokens: z
        .array(
          z
            .strictObject({
              name: z
                .string()
                .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'must be lower-case letters, digits and -' })
                .describe('Who it is, as the log will say.'),
              secret: secret('What that program sends as `Authorization: Bearer …`; 24 characters or more.'),
              rights: z
                .array(right)
                .min(1)
                .describe(
                  'watch: see sessions and their events. steer: what an agent can ask of a capture. amount: change what is paid, and whether it is only held. cancel: end it before the charge.',
                ),
              agents: z
                .union([z.literal('all'), z.array(device).min(1, { error: 'must name a device at least' })], {
                  error: 'must be all, or a list of devices such as [PJSIP/100]',
                })
                .optional()
                .describe(
                  'Whose sessions: devices of agents, such as [PJSIP/100, PJSIP/101], or all. Needed with every right but watch; a token that only watches sees all without it. The payment line, where there is no agent, is seen with all only.',
                ),
            })
            .refine(({ rights, agents }) => agents !== undefined || rights.every((one) => one === 'watch'), {
              error: 'must name the devices whose sessions the token may touch, or all',
              path: ['agents'],
            }),
        )
        .default([])
        .describe('Who may ask: name, secret and rights of each. Needed where enabled.'),
      perMinute: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(600)
        .describe('Most requests taken of one token in a minute; more are told to come again.'),
    })
    .prefault({})
    .describe('The HTTP API: sessions, their events as they happen, and what an agent can ask of them.');
