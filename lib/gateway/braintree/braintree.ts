import braintree from 'braintree';
import { openAccounts } from './account-list.js';
import type { BraintreeGateway } from './braintree-gateway.js';
import { type TrackingAgent, trackingAgent } from './call.js';
import { charging } from './charge.js';
import { finding } from './find.js';
import { Graphql } from './graphql.js';
import { inspecting } from './inspect.js';
import { ledger } from './ledger.js';
import { addressesOf, type GatewayOptions } from './options.js';
import type { Sdk } from './sdk.js';
import { subscribing } from './subscriptions.js';
import { tokenising } from './tokenise.js';
import { vaulting } from './vault.js';
import { verifying } from './verify.js';
import { webhooks } from './webhook.js';
import { DEADLINE_MS, openWire } from './wire.js';

export type { GatewayOptions } from './options.js';

/** The door to Braintree, by its own SDK. Throws when the options cannot be right at all. */
export function createGateway(options: GatewayOptions): BraintreeGateway {
  const { tls, host, port } = addressesOf(options);
  const connections = trackingAgent(tls, options.ca);
  const wire = openWire(options, openSdk(options, connections));
  const accounts = openAccounts(wire);
  const graphql = new Graphql(options);
  const { tokenise, tokeniseAccount, tokeniseCode } = tokenising(wire, graphql);
  return {
    start: () => graphql.start(),
    async stop() {
      graphql.stop();
      connections.stop();
    },
    health: () => wire.health(),
    ...inspecting(wire, accounts, graphql),
    tokenise(card) {
      // The charge comes next: its connection is made meanwhile.
      connections.warm(host, port);
      return tokenise(card);
    },
    tokeniseAccount,
    tokeniseCode(code) {
      connections.warm(host, port);
      return tokeniseCode(code);
    },
    ...charging(wire, accounts),
    ...finding(wire),
    ...vaulting(wire, accounts),
    ...verifying(wire, accounts),
    ...subscribing(wire, accounts),
    ...ledger(wire),
    ...webhooks(wire),
  };
}

function openSdk(options: GatewayOptions, connections: TrackingAgent): Sdk {
  const { tls, host, port, graphqlHost, graphqlPort } = addressesOf(options);
  const { merchantId, publicKey, privateKey } = options;
  const gateway = new braintree.BraintreeGateway({
    environment: new braintree.Environment(host, String(port), '', tls, graphqlHost, String(graphqlPort)),
    merchantId,
    publicKey,
    privateKey,
    customHttpAgent: connections.agent,
  } as braintree.KeyGatewayConfig) as unknown as Sdk & { config: { timeout: number } };
  // Idle time-out of the SDK: behind ours, which is the one that counts.
  gateway.config.timeout = (options.deadlineMs ?? DEADLINE_MS) + 5000;
  return gateway;
}
