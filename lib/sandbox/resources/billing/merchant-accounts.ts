import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Merchant } from '../../config.js';
import type { Context } from '../../context.js';
import { invalidAt, type ValidationCode } from '../../rules/validation.js';
import type { Store } from '../../store.js';
import type { XmlNode } from '../../xml.js';

const PAGE = 50;
const KIND = 'merchant_account';

function accountXml({ merchant }: Context, id: string): { readonly [name: string]: XmlNode } {
  return {
    id,
    status: merchant.suspendedAccounts.includes(id) ? 'suspended' : 'active',
    currencyIsoCode: merchant.merchantAccounts[id] ?? null,
    default: Object.keys(merchant.merchantAccounts)[0] === id,
    subMerchantAccount: false,
    masterMerchantAccount: null,
  };
}

export async function findMerchantAccount(context: Context): Promise<Answer> {
  const id = context.path[0] ?? '';
  return id in context.merchant.merchantAccounts
    ? xmlAnswer(200, 'merchant-account', accountXml(context, id))
    : blankAnswer(404);
}

/** GET /merchant_accounts?page=N. */
export async function allMerchantAccounts(context: Context): Promise<Answer> {
  const ids = Object.keys(context.merchant.merchantAccounts);
  const page = Math.max(1, Number(context.query.get('page') ?? 1));
  const shown = ids.slice((page - 1) * PAGE, page * PAGE);
  return xmlAnswer(200, 'merchant-accounts', {
    collection: {
      currentPageNumber: page,
      pageSize: PAGE,
      totalItems: ids.length,
      merchantAccount: shown.map((id) => accountXml(context, id)),
    },
  });
}

/** POST /merchant_accounts/create_for_currency: its id is the currency's, unless one is given. */
export async function createForCurrency(context: Context): Promise<Answer> {
  const { merchant, records, now } = context;
  const fields = context.body.under('merchant_account');
  const currency = fields.text('currency');
  const id = fields.text('id') ?? currency ?? '';
  const refuse = (code: ValidationCode, attribute: string): Answer =>
    validationAnswer([invalidAt(['merchant'], code, attribute)]);
  if (!currency) return refuse(93617, 'currency');
  if (!/^[A-Z]{3}$/.test(currency)) return refuse(93618, 'currency');
  const taken = Object.values(merchant.merchantAccounts).includes(currency);
  if (taken && !fields.has('id')) return refuse(93616, 'currency');
  if (id in merchant.merchantAccounts) return refuse(93620, 'id');
  await records.documents.put(KIND, merchant.merchantId, { id, document: { currency }, at: now });
  merchant.merchantAccounts[id] = currency;
  return xmlAnswer(201, 'response', { merchantAccount: accountXml(context, id) });
}

/** Adds the accounts that were created in earlier runs to the configured ones. */
export async function restoreMerchantAccounts(store: Store, merchants: readonly Merchant[]): Promise<void> {
  for (const { merchantId, merchantAccounts } of merchants) {
    const made = await store.atomic(({ documents }) =>
      documents.list<{ currency: string }>(KIND, merchantId),
    );
    for (const { id, document } of made) merchantAccounts[id] ??= document.currency;
  }
}
