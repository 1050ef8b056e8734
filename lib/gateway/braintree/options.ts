/** How the door tells what it sees. `fields` never hold a key, a nonce or a card. */
export type GatewayLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

export interface GatewayOptions {
  /** `local` is a sandbox on this machine; it needs `url`. */
  readonly environment: 'sandbox' | 'production' | 'local';
  readonly url?: string;
  /** PEM of the authority to trust instead of the system's; for the local sandbox. */
  readonly ca?: string;
  readonly merchantId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /**
   * Merchant account by ISO 4217 code; a currency that is missing is refused. Without any, everything goes to the
   * merchant's default account.
   */
  readonly merchantAccounts?: Readonly<Record<string, string>>;
  /** Only where Braintree has enabled api request keys for the merchant. */
  readonly apiRequestKeys: boolean;
  /** Longest a charge, void or refund may take. Milliseconds; 20000 unless told. */
  readonly deadlineMs?: number;
  /** 10000 unless told. */
  readonly tokeniseDeadlineMs?: number;
  /** For a whole search by order id; 10000 unless told. */
  readonly findDeadlineMs?: number;
  readonly note?: NoteOptions;
  readonly log?: GatewayLog;
}

/** What the gateway is told of a payment beside its amount; nothing unless told. */
export interface NoteOptions {
  /** The reference goes as the purchase order number of level 2 data. */
  readonly purchaseOrder?: boolean;
  /** API names of the merchant's custom fields that take the reference and the description. */
  readonly customFields?: { readonly reference?: string; readonly description?: string };
  /** What stands on the cardholder's statement. */
  readonly descriptor?: { readonly name?: string; readonly phone?: string; readonly url?: string };
}

/** Where the two interfaces of an environment are. */
export interface Addresses {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  readonly graphqlHost: string;
  readonly graphqlPort: number;
}

/** Throws where `local` has no usable url. */
export function addressesOf({ environment, url }: GatewayOptions): Addresses {
  if (environment === 'local') {
    const { protocol, hostname, port } = new URL(url ?? '');
    const tls = protocol === 'https:';
    const host = hostname.replace(/^\[|\]$/g, '');
    const number = Number(port || (tls ? 443 : 80));
    return { tls, host, port: number, graphqlHost: host, graphqlPort: number };
  }
  const part = environment === 'sandbox' ? '.sandbox' : '';
  return {
    tls: true,
    host: `api${part}.braintreegateway.com`,
    port: 443,
    graphqlHost: `payments${part}.braintree-api.com`,
    graphqlPort: 443,
  };
}
