import { amountUnits } from '../../amount.js';
import { readDay } from '../../calendar.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { methodOf } from '../vault/methods.js';
import { findSubscription } from './ledger.js';
import type { Plan, Subscription, TrialUnit } from './model.js';
import { whole } from './plans.js';

export const PATH = ['subscription'];

/** Reads one field after another and gathers what is wrong with them. */
export class SubscriptionInput {
  readonly errors: ValidationError[] = [];

  constructor(
    private readonly context: Context,
    readonly fields: Fields,
  ) {}

  fail(code: ValidationCode, attribute: string): void {
    this.errors.push(invalidAt(PATH, code, attribute));
  }

  /** Undefined where none is given. */
  async id(current?: string): Promise<string | undefined> {
    const id = this.fields.text('id');
    if (id === undefined || id === current) return undefined;
    if (!/^[A-Za-z0-9_-]+$/.test(id)) this.fail(81906, 'id');
    else if (await findSubscription(this.context, id)) this.fail(81902, 'id');
    return id;
  }

  price(before: number, currency: string): number {
    const text = this.fields.text('price');
    if (!this.fields.has('price')) return before;
    const price = amountUnits(text ?? '', currency);
    if (text === '') this.fail(81903, 'price');
    else if (price === undefined || price < 0) this.fail(81904, 'price');
    else if (price > this.context.merchant.rules.maximumAmount * 1000) this.fail(81923, 'price');
    return price ?? 0;
  }

  account(before: string, plan: Plan | undefined): { readonly id: string; readonly currency: string } {
    const id = this.fields.text('merchant_account_id') ?? before;
    const currency = this.context.merchant.merchantAccounts[id];
    if (!currency) this.fail(91901, 'merchant_account_id');
    else if (plan && plan.currency !== currency) this.fail(91923, 'merchant_account_id');
    return { id, currency: currency ?? 'USD' };
  }

  cycles(before: number | null, current = 0): number | null {
    const given = this.fields.has('number_of_billing_cycles');
    const cycles = whole(this.fields, 'number_of_billing_cycles');
    const attribute = 'number_of_billing_cycles';
    if (this.fields.flag('never_expires')) {
      if (given) this.fail(91908, attribute);
      return null;
    }
    if (!given) {
      const must = this.fields.text('never_expires') === undefined && this.fields.has('never_expires');
      if (must && before === null) this.fail(91912, attribute);
      return before;
    }
    if (this.fields.text(attribute) === '') this.fail(91912, attribute);
    else if (cycles === undefined || Number.isNaN(cycles)) this.fail(91906, attribute);
    else if (cycles <= 0) this.fail(91907, attribute);
    else if (cycles < current) this.fail(91909, attribute);
    return cycles ?? null;
  }

  trial(plan: Plan | undefined): Subscription['trial'] {
    const { fields } = this;
    const wanted = fields.has('trial_period') ? fields.flag('trial_period') : plan?.trialDuration != null;
    if (!wanted) return null;
    const named = (name: string): boolean => fields.names().includes(name);
    const duration = named('trial_duration')
      ? whole(fields, 'trial_duration')
      : (plan?.trialDuration ?? undefined);
    const unit = named('trial_duration_unit') ? fields.text('trial_duration_unit') : plan?.trialDurationUnit;
    if (duration === undefined) this.fail(81908, 'trial_duration');
    else if (Number.isNaN(duration) || duration < 0 || duration > 9999) this.fail(81907, 'trial_duration');
    if (duration !== undefined && unit !== 'day' && unit !== 'month') this.fail(81909, 'trial_duration_unit');
    return {
      duration: duration && duration > 0 && duration <= 9999 ? duration : 0,
      unit: (unit ?? 'day') as TrialUnit,
    };
  }

  billingDay(): number | undefined {
    const day = whole(this.fields, 'billing_day_of_month');
    if (day === undefined) return undefined;
    if (Number.isNaN(day)) this.fail(91913, 'billing_day_of_month');
    else if (day < 1 || (day > 28 && day !== 31)) this.fail(91914, 'billing_day_of_month');
    return day;
  }

  firstBillingDate(today: string): string | undefined {
    const text = this.fields.text('first_billing_date');
    if (text === undefined) return undefined;
    const day = readDay(text);
    if (!day) this.fail(91915, 'first_billing_date');
    else if (day < today) this.fail(91916, 'first_billing_date');
    return day;
  }

  /** The token of the vault to charge: given, or behind the nonce of a vaulted method. */
  async token(customerId?: string): Promise<string | undefined> {
    const nonceId = this.fields.text('payment_method_nonce');
    if (nonceId !== undefined) {
      const nonce = await this.context.records.nonce(this.context.merchant.merchantId, nonceId);
      const token = nonce?.consumedAt === null ? nonce.method.token : undefined;
      if (!nonce || nonce.consumedAt !== null || !token) this.fail(91925, 'payment_method_nonce');
      else if (customerId && nonce.method.customerId !== customerId) this.fail(91926, 'payment_method_nonce');
      else await this.context.records.consumeNonce(nonceId, this.context.now);
      return token;
    }
    const token = this.fields.text('payment_method_token');
    const method = token === undefined ? undefined : await methodOf(this.context, token);
    if (!method) this.fail(91903, 'payment_method_token');
    else if (customerId && method.customerId !== customerId) this.fail(91905, 'payment_method_token');
    return token;
  }
}
