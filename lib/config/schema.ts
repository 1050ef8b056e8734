import { z } from 'zod';
import { api } from './api.js';
import { capture, payment } from './capture.js';
import { ivr } from './ivr.js';
import { port, seconds, text } from './kinds.js';
import { limits } from './limits.js';
import type { ResolveSecret, SecretSource } from './secret.js';

const customField = (what: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, { error: 'must be an API name such as hushpay_reference' })
    .describe(`The field that takes the ${what} of a payment.`);

const address = z
  .string()
  .regex(/^https?:\/\/[^\s/@]+\/?$/, {
    error: 'must be http://HOST:PORT or https://HOST:PORT, without user, password or path',
  })
  .transform((given) => given.replace(/\/$/, ''));

const url = (value: string, what: string) => address.prefault(value).describe(what);

/**
 * The configuration's schema. Every option has its default and, as its description, its documentation; the example
 * configuration and the JSON Schema for editors are held to it by tests. `resolve` reads secrets from where they are.
 */
export function configSchema(resolve: ResolveSecret) {
  // A section that is left out is taken as empty, so that what it must hold is reported by its own name.
  const empty = {} as never;
  const secret = (what: string) =>
    z
      .union([z.string().min(1), z.strictObject({ env: text('') }), z.strictObject({ file: text('') })], {
        error: (issue) =>
          issue.input === undefined ? undefined : 'must be text in quotes, { env: NAME } or { file: PATH }',
      })
      .transform((source: SecretSource, context) => {
        const resolved = resolve(source);
        if (!('fault' in resolved)) return resolved;
        context.addIssue({ code: 'custom', message: resolved.fault, input: undefined });
        return z.NEVER;
      })
      .describe(`${what} Text, { env: NAME } or { file: PATH }.`);

  return z.strictObject({
    environment: z
      .enum(['local', 'sandbox', 'production'])
      .default('local')
      .describe(
        'Where payments go. local: a Braintree sandbox on this machine, no account needed, no money moves. sandbox: your account at sandbox.braintreegateway.com, no money moves. production: real money; refuses to start with anything unsafe.',
      ),
    asterisk: z
      .strictObject({
        ari: z
          .strictObject({
            url: url(
              'http://127.0.0.1:8088',
              'Address of Asterisk’s HTTP server, as in http.conf. Must be https unless it is this machine.',
            ),
            username: text('User in ari.conf.').default('hushpay'),
            password: secret('Password of that user.'),
            app: z
              .string()
              .regex(/^[A-Za-z0-9_-]+$/, { error: 'must be letters, digits, - and _ only' })
              .default('hushpay')
              .describe(
                'Name of the Stasis application. Two instances with the same name replace each other.',
              ),
          })
          .prefault(empty)
          .describe('ARI, Asterisk’s REST interface: prompts, keys, bridges.'),
        ami: z
          .strictObject({
            url: url(
              'http://127.0.0.1:8088',
              'Address of Asterisk’s HTTP server with webenabled=yes in manager.conf.',
            ),
            username: text('User in manager.conf.').default('hushpay'),
            password: secret('Secret of that user.'),
          })
          .prefault(empty)
          .describe('AMI over HTTP: takes the two parties out of their conversation and sets variables.'),
        user: text(
          'User that runs Asterisk on this machine, by name or number. A password is sent to no program of another user that has taken Asterisk’s port; root’s is believed.',
        ).default('asterisk'),
        deadline: seconds(3, 'Longest time for one request to Asterisk.', { max: 60 }),
        configDir: text(
          'Where Asterisk’s configuration files are, for `hushpay doctor` on the same machine.',
        ).default('/etc/asterisk'),
      })
      .prefault(empty)
      .describe('The PBX.'),
    agi: z
      .strictObject({
        host: text('Address to listen on for the feature code’s request (FastAGI).').default('127.0.0.1'),
        port: port(4573, 'Port to listen on.'),
        secret: secret(
          'What the dialplan shows when it calls: `hushpay dialplan` puts a key made of it into its lines. Default: made of asterisk.ari.password.',
        ).optional(),
        allow: z
          .array(z.string().min(1))
          .min(1)
          .default(['127.0.0.1'])
          .describe('Addresses of the Asterisk machines that may ask.'),
      })
      .prefault({})
      .describe('Where Asterisk announces a hand-off.'),
    http: z
      .strictObject({
        host: text('Address to listen on. Keep it on this machine.').default('127.0.0.1'),
        port: port(4574, 'Port to listen on.'),
      })
      .prefault({})
      .describe('Readiness and health: /ready is asked by the dialplan before every hand-off.'),
    dialplan: z
      .strictObject({
        feature: z
          .string()
          .regex(/^[0-9*#A-D]{1,10}$/, { error: 'must be keys of a telephone in quotes, such as "*7"' })
          .default('*7')
          .describe('The code the agent presses to hand off.'),
        longStop: z
          .number()
          .int()
          .min(60)
          .max(86_400)
          .default(1800)
          .describe(
            'After this time Asterisk itself puts the parties together again, should the service hang. In whole seconds.',
          ),
      })
      .prefault({})
      .describe('What `hushpay dialplan` fills in, beside the addresses above.'),
    braintree: z
      .strictObject({
        merchantId: text('Merchant id. Needed unless environment is local.').optional(),
        publicKey: text('Public key. Needed unless environment is local.').optional(),
        privateKey: secret('Private key. Needed unless environment is local.').optional(),
        merchantAccounts: z
          .record(z.string().regex(/^[A-Z]{3}$/), z.string().min(1))
          .default({})
          .describe(
            'Merchant account id for each currency, such as { USD: my_shop_usd }. A currency not named here is refused. Without any, payments go to your default account.',
          ),
        apiRequestKeys: z
          .boolean()
          .default(false)
          .describe('Send an idempotency key with each charge. Only where Braintree has enabled it for you.'),
        purchaseOrder: z
          .boolean()
          .default(false)
          .describe('Send the reference of a payment as its purchase order number (level 2 data).'),
        customFields: z
          .strictObject({
            reference: customField('reference').optional(),
            description: customField('description').optional(),
          })
          .prefault({})
          .describe('Custom fields of your Braintree account, by their API names.'),
        descriptor: z
          .strictObject({
            name: z
              .string()
              .regex(/^([^*]{3}\*[^*]{1,18}|[^*]{7}\*[^*]{1,14}|[^*]{12}\*[^*]{1,9})$/, {
                error: 'must be 3, 7 or 12 characters, a *, and the rest of at most 22 characters in all',
              })
              .optional()
              .describe('Business and product, such as "SHP*TELEPHONE ORDER".'),
            phone: z
              .string()
              .regex(/^(?=(\D*\d){10,14}\D*$)[\d.()-]+$/, { error: 'must be 10 to 14 digits' })
              .optional()
              .describe('Telephone number.'),
            url: z.string().min(1).max(13).optional().describe('Web site, at most 13 characters.'),
          })
          .prefault({})
          .describe('What stands on the cardholder’s statement, where your account may choose it.'),
        deadline: seconds(30, 'Longest time for a charge to be answered. After it the outcome is unknown.', {
          max: 120,
        }),
        tokeniseDeadline: seconds(10, 'Longest time to hand the card to Braintree before the charge.', {
          max: 60,
        }),
        findDeadline: seconds(10, 'Longest time for one search for a charge.', { max: 60 }),
      })
      .prefault({})
      .describe('Your Braintree account.'),
    sandbox: z
      .strictObject({
        url: address
          .optional()
          .describe(
            'Address of a running `hushpay sandbox`. Without it the service starts one of its own, on a free port.',
          ),
        ca: text('File with the certificate of that sandbox, in PEM. Needed with an https url.').optional(),
        data: text(
          'Directory in which a sandbox started by the service keeps its transactions. Default: `sandbox` beside the database.',
        ).optional(),
      })
      .prefault({})
      .describe(
        'The local Braintree sandbox; only with environment: local. With a url, the keys it has printed belong under braintree.',
      ),
    database: z
      .strictObject({
        client: z
          .enum(['sqlite3', 'pg'])
          .default('sqlite3')
          .describe('sqlite3: one file, nothing to install. pg: your PostgreSQL.'),
        file: text('The file of sqlite3. A path not starting with / is beside this configuration.').default(
          '/var/lib/hushpay/journal.sqlite',
        ),
        url: secret(
          'Address of PostgreSQL, postgres://USER:PASSWORD@HOST/DATABASE. Needed with client: pg.',
        ).optional(),
        lockDeadline: seconds(2, 'Longest time to wait for a database that another program has locked.', {
          max: 30,
        }),
      })
      .prefault({})
      .describe('The journal: what was asked, what was charged, what came of it. Never a card.'),
    payment,
    prompts: z
      .strictObject({
        languages: z
          .array(
            z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, { error: 'must be a language such as en or pt_BR' }),
          )
          .default([])
          .describe('Languages that callers are served in; empty for every one that has sounds.'),
      })
      .prefault({})
      .describe('What is said.'),
    capture,
    ivr: ivr(secret),
    limits: limits(secret),
    reconcile: z
      .strictObject({
        every: seconds(30, 'Between two searches for charges whose outcome is unknown.'),
        giveUpAfter: seconds(259200, 'Age after which a charge is left for a person to look at.', {
          max: 31_536_000,
        }),
      })
      .prefault({})
      .describe('Finding out what became of charges whose outcome is unknown.'),
    webhooks: z
      .strictObject({
        enabled: z
          .boolean()
          .default(false)
          .describe('Listen for what Braintree tells by itself: settlements, disputes, subscriptions.'),
        host: text(
          'Address to listen on. In production this machine only, unless there is a certificate.',
        ).default('127.0.0.1'),
        port: port(4575, 'Port to listen on.'),
        path: z
          .string()
          .regex(/^\/[A-Za-z0-9/_-]*$/, {
            error: 'must begin with / and hold letters, digits, /, - and _ only',
          })
          .default('/braintree')
          .describe('Path of the address that you tell Braintree; nothing else is answered.'),
        certificate: text(
          'File with the certificate and its chain in PEM, to speak https here. Without it a proxy on this machine must.',
        ).optional(),
        key: text('File with the private key of the certificate, in PEM.').optional(),
        perMinute: z
          .number()
          .int()
          .min(1)
          .max(100_000)
          .default(600)
          .describe(
            'Most notifications taken in a minute. Of each address as many that are not genuine are answered, counted apart.',
          ),
      })
      .prefault({})
      .describe(
        'Notifications from Braintree, which keep the journal in step with what becomes of the money.',
      ),
    api: api(secret),
    shutdown: z
      .strictObject({
        grace: seconds(
          30,
          'How long captures may go on after a stop was asked for; then the parties are rejoined.',
          {
            min: 0,
            max: 600,
          },
        ),
      })
      .prefault({})
      .describe('Stopping.'),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .describe('How much is logged. debug has every step of every session (never a digit of a card).'),
        file: text('File to log to. Default: standard error, where systemd picks it up.').optional(),
      })
      .prefault({})
      .describe('The log, one JSON object a line.'),
  });
}

/** The configuration as the service uses it: complete, checked, secrets opaque. Durations are in seconds. */
export type Config = z.output<ReturnType<typeof configSchema>>;

/** The JSON Schema that editors use for the YAML file. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(
    configSchema(() => ({ fault: '' })),
    { io: 'input' },
  );
  return { ...schema, title: 'Hushpay configuration' };
}
