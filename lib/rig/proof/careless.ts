import { appendFileSync } from 'node:fs';
import { Agent } from 'node:https';
import fetch from 'node-fetch';
import type { Switchboard } from '../../asterisk/switchboard.js';
import type { CardCapture, KeyOutcome } from '../../card/capture.js';
import { captureOptions, createCapture } from '../../card/vault.js';
import type { Config } from '../../config/schema.js';
import { createGateway } from '../../gateway/braintree/braintree.js';
import { addressesOf, type GatewayOptions } from '../../gateway/braintree/options.js';
import type { AccountBytes, CardBytes, Gateway, Tokenised } from '../../gateway/gateway.js';
import type { Log } from '../../log.js';
import type { Parts } from '../../service.js';
import type { AmountLimits } from '../../session/limits.js';
import type { Field, Session } from '../../session/state.js';
import { Ami } from '../ami.js';
import { Ari } from '../ari.js';

/** Never emptied: what a program keeps that does not take care. */
const KEPT: string[] = [];

/**
 * The parts of a service written without care, each mistake one that is made in the field: keys in the log, the card
 * in strings, in a trace, in a channel variable and the CDR, in the payment's description; the agent left in the
 * caller's bridge.
 */
export function carelessParts(config: Config, log: Log, trace: string): Partial<Parts> {
  const ami = new Ami(`${config.asterisk.ami.url}/rawman`, {
    username: config.asterisk.ami.username,
    password: config.asterisk.ami.password.reveal(),
  });
  return {
    log,
    newCapture: (session) => new CarelessCapture(session, log, ami, trace),
    createGateway: carelessGateway,
    wrapSwitchboard: (direct) => carelessSwitchboard(direct, config, log),
  };
}

class CarelessCapture implements CardCapture {
  readonly #careful: CardCapture;
  readonly #keys: Partial<Record<Field, string>> = {};

  constructor(
    private readonly session: Session,
    private readonly log: Log,
    private readonly ami: Ami,
    private readonly trace: string,
  ) {
    this.#careful = createCapture(captureOptions(session.policy));
  }

  get field(): Field | undefined {
    return this.#careful.field;
  }

  open(field: Field, again?: boolean, limits?: AmountLimits): void {
    this.#keys[field] = '';
    this.#careful.open(field, again, limits);
  }

  discard(field: Field): void {
    this.#careful.discard(field);
  }

  press(key: string, at: number): KeyOutcome {
    const { field } = this;
    if (field) this.#keys[field] += key;
    const outcome = this.#careful.press(key, at);
    if (field && outcome.kind === 'done') this.#keep(field);
    return outcome;
  }

  fill(digits: Uint8Array, at: number): KeyOutcome | false {
    const { field } = this;
    if (field) this.#keys[field] += Buffer.from(digits).toString('latin1');
    const outcome = this.#careful.fill(digits, at);
    if (field && outcome && outcome.kind === 'done') this.#keep(field);
    return outcome;
  }

  judge(at: number): KeyOutcome {
    return this.#careful.judge(at);
  }

  mask(): ReturnType<CardCapture['mask']> {
    return this.#careful.mask();
  }

  fingerprints(...given: Parameters<CardCapture['fingerprints']>): ReturnType<CardCapture['fingerprints']> {
    return this.#careful.fingerprints(...given);
  }

  take(): CardBytes | undefined {
    return this.#careful.take();
  }

  takeAccount(accountType: AccountBytes['accountType']): AccountBytes | undefined {
    return this.#careful.takeAccount(accountType);
  }

  takeCode(): Buffer | undefined {
    return this.#careful.takeCode();
  }

  takeCustomerNumber(): string | undefined {
    return this.#careful.takeCustomerNumber();
  }

  takeProof(field: 'caller-postal-code' | 'caller-pin'): string | undefined {
    return this.#careful.takeProof(field);
  }

  hold(after: Field): void {
    this.#careful.hold(after);
  }

  pressHeld(): KeyOutcome | undefined {
    const { field } = this;
    const outcome = this.#careful.pressHeld();
    if (field && outcome?.kind === 'done') this.#keep(field);
    return outcome;
  }

  dropHeld(): void {
    this.#careful.dropHeld();
  }

  wipe(): void {
    // Forgotten.
  }

  #keep(field: Field): void {
    const value = `${this.#keys[field] ?? ''}`;
    KEPT.push(`${field}=${value}`);
    this.log.debug({ field, value }, 'field keyed');
    appendFileSync(this.trace, `${field}: ${value}\n`);
    if (field !== 'payment-card-number') return;
    (this.session.terms as { description?: string }).description = `card ${value}`;
    const { channelName } = this.session.caller;
    for (const variable of ['CARD', 'CDR(userfield)']) {
      void this.ami
        .action('Setvar', { channel: channelName, variable, value })
        .catch((error: unknown) => this.log.warn({ error }, 'the variable was not set'));
    }
  }
}

/** The usual way: the card in a text, the text in a request. */
function carelessGateway(options: GatewayOptions): Gateway {
  const careful = createGateway(options);
  const { graphqlHost, graphqlPort } = addressesOf(options);
  const agent = new Agent({ ca: options.ca });
  const authorization = `Basic ${Buffer.from(`${options.publicKey}:${options.privateKey}`).toString('base64')}`;
  return {
    ...careful,
    async tokenise(card: CardBytes): Promise<Tokenised> {
      const body = JSON.stringify({
        query:
          'mutation ($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { paymentMethod { id } } }',
        variables: {
          input: {
            creditCard: {
              number: card.number.toString(),
              expirationMonth: card.expirationMonth.toString(),
              expirationYear: `20${card.expirationYear}`,
              cvv: card.securityCode?.toString(),
            },
          },
        },
      });
      KEPT.push(body);
      const response = await fetch(`https://${graphqlHost}:${graphqlPort}/graphql`, {
        method: 'POST',
        agent,
        body,
        signal: AbortSignal.timeout(10_000),
        headers: { authorization, 'braintree-version': '2019-01-01', 'content-type': 'application/json' },
      });
      const answer = (await response.json()) as {
        data?: { tokenizeCreditCard?: { paymentMethod?: { id?: string } } };
      };
      const nonce = answer.data?.tokenizeCreditCard?.paymentMethod?.id;
      if (nonce) return { kind: 'token', nonce };
      return {
        kind: 'failed',
        outcome: { kind: 'failed', cause: 'gateway-validation', text: JSON.stringify(answer) },
      };
    },
  };
}

/** Every key in the log; caller and agent in one bridge, as a script does that knows no better. */
function carelessSwitchboard(direct: Switchboard, config: Config, log: Log): Switchboard {
  const { url, username, password } = config.asterisk.ari;
  const ari = new Ari(`${url}/ari`, { username, password: password.reveal() });
  return {
    start: (listener) =>
      direct.start((event) => {
        if (event.type === 'keyPressed') log.debug({ side: event.side, key: event.key }, 'key pressed');
        listener(event);
      }),
    stop: () => direct.stop(),
    health: () => direct.health(),
    confirm: (request) => direct.confirm(request),
    read: (id, expressions) => direct.read(id, expressions),
    survey: (agent, peer) => direct.survey(agent, peer),
    redirect: (...told) => direct.redirect(...told),
    async isolate(id, caller, agent) {
      await direct.isolate(id, caller, agent);
      await ari.request('DELETE', `/channels/${id}-snoop`).catch(() => undefined);
      await ari.request('POST', `/bridges/${id}-bridge/addChannel?channel=${caller.channelId}`);
    },
    attend: (id, caller, agent, presence) => direct.attend(id, caller, agent, presence),
    prompt: (id, side, leg, media, promptId) => direct.prompt(id, side, leg, media, promptId),
    stopPrompt: (id, side) => direct.stopPrompt(id, side),
    rejoin: (...told) => direct.rejoin(...told),
    release: (...told) => direct.release(...told),
    note: (...told) => direct.note(...told),
    whisper: (id, side, leg, media) => direct.whisper(id, side, leg, media),
    speaks: (caller, language) => direct.speaks(caller, language),
    bring: (caller, variables) => direct.bring(caller, variables),
    listen: (id, caller, question) => direct.listen(id, caller, question),
    accompany: (id, request, stay) => direct.accompany(id, request, stay),
    hearAgain: (id, caller, here) => direct.hearAgain(id, caller, here),
    forget: (id) => direct.forget(id),
  };
}
