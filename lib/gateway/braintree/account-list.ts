import type { Money } from '../../money/money.js';
import type { MerchantAccount } from '../gateway.js';
import type { Ended } from './call.js';
import { type Chosen, chooseAccount } from './merchant-account.js';
import type { SdkAccount } from './sdk.js';
import type { Wire } from './wire.js';

/** The merchant's accounts: those we are configured for, and those the gateway has told of. */
export interface Accounts {
  choose(money: Money): Chosen;
  /** Asks the gateway for its list, and keeps it for `choose`. */
  load(): Promise<Ended<readonly MerchantAccount[]>>;
  /** Undefined where neither our configuration nor the gateway has told of the account. */
  currencyOf(id: string | undefined): string | undefined;
}

export function openAccounts(wire: Wire): Accounts {
  let known: readonly MerchantAccount[] = [];
  return {
    choose: (money) => chooseAccount(money, wire.options.merchantAccounts, known),
    currencyOf(id) {
      const told = known.find((account) => account.id === id)?.currency;
      const configured = Object.entries(wire.options.merchantAccounts ?? {}).find(([, own]) => own === id);
      return told ?? configured?.[0];
    },
    async load() {
      const ended = await wire.ask(() => all(wire));
      if (ended.kind === 'answered') known = ended.value;
      return ended;
    },
  };
}

/** By callback: the promise of the SDK's own resolves with a stream. */
function all(wire: Wire): Promise<readonly MerchantAccount[]> {
  return new Promise((resolve, reject) => {
    wire.sdk.merchantAccount.all((error, accounts) => {
      if (error || !accounts) reject(error ?? new Error('no merchant accounts'));
      else resolve(accounts.flatMap(accountOf));
    });
  });
}

function accountOf({ id, currencyIsoCode, status = '', default: isDefault }: SdkAccount): MerchantAccount[] {
  if (!id || !currencyIsoCode) return [];
  return [{ id, currency: currencyIsoCode, status, isDefault: isDefault === true }];
}
