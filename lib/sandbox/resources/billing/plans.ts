import { amountUnits } from '../../amount.js';
import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Fields } from '../../fields.js';
import { randomId } from '../../ids.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { array } from '../../xml.js';
import { findPlan, modificationsOf, plansOf, putPlan } from './catalogue.js';
import type { Modification, Plan, TrialUnit } from './model.js';
import { changedModifications } from './modifications.js';
import { modificationXml, planXml } from './xml.js';

const PATH = ['plan'];

export async function allPlans(context: Context): Promise<Answer> {
  const plans = await plansOf(context);
  return xmlAnswer(
    200,
    'plans',
    array(
      'plan',
      plans.map((one) => planXml(one, context.merchant.merchantId)),
    ),
  );
}

/** GET /add_ons and /discounts: the merchant's catalogue. */
export const allModifications =
  (kind: Modification['kind']) =>
  async (context: Context): Promise<Answer> => {
    const item = kind === 'add_on' ? 'add-on' : 'discount';
    const found = modificationsOf(context, kind).map((one) => modificationXml(one, 'USD'));
    return xmlAnswer(200, `${item}s`, array(item, found));
  };

export async function findOnePlan(context: Context): Promise<Answer> {
  const plan = await findPlan(context, context.path[0] ?? '');
  return plan ? planAnswer(context, 200, plan) : blankAnswer(404);
}

export async function createPlan(context: Context): Promise<Answer> {
  const fields = context.body.under('plan');
  const errors: ValidationError[] = [];
  const id = fields.text('id') ?? randomId(6);
  if (!/^[A-Za-z0-9_-]+$/.test(id)) errors.push(invalidAt(PATH, 81906, 'id'));
  else if (await findPlan(context, id)) errors.push(invalidAt(PATH, 81902, 'id'));
  if (!fields.text('name')) errors.push(invalidAt(PATH, 93201, 'name'));
  const none: Plan = {
    id,
    name: '',
    description: null,
    price: 0,
    currency: 'USD',
    billingFrequency: 0,
    billingDayOfMonth: null,
    numberOfBillingCycles: null,
    trialDuration: null,
    trialDurationUnit: null,
    addOns: [],
    discounts: [],
    createdAt: context.now,
    updatedAt: context.now,
  };
  const plan = read(context, fields, none, errors);
  if (!fields.has('price')) errors.push(invalidAt(PATH, 81903, 'price'));
  if (!fields.has('billing_frequency')) errors.push(invalidAt(PATH, 93202, 'billing_frequency'));
  if (!fields.has('currency_iso_code')) errors.push(invalidAt(PATH, 93203, 'currency_iso_code'));
  if (errors.length > 0) return validationAnswer(errors);
  await putPlan(context, plan);
  return planAnswer(context, 201, plan);
}

export async function updatePlan(context: Context): Promise<Answer> {
  const before = await findPlan(context, context.path[0] ?? '');
  if (!before) return blankAnswer(404);
  const errors: ValidationError[] = [];
  const plan = read(context, context.body.under('plan'), { ...before, updatedAt: context.now }, errors);
  if (errors.length > 0) return validationAnswer(errors);
  await putPlan(context, plan);
  return planAnswer(context, 200, plan);
}

const planAnswer = (context: Context, status: number, plan: Plan): Answer =>
  xmlAnswer(status, 'plan', planXml(plan, context.merchant.merchantId));

function read(context: Context, fields: Fields, before: Plan, errors: ValidationError[]): Plan {
  const currency = fields.text('currency_iso_code') ?? before.currency;
  if (!/^[A-Z]{3}$/.test(currency)) errors.push(invalidAt(PATH, 93203, 'currency_iso_code'));
  const price = fields.has('price') ? amountUnits(fields.text('price') ?? '', currency) : before.price;
  if (price === undefined || price < 0) errors.push(invalidAt(PATH, 81904, 'price'));
  const frequency = whole(fields, 'billing_frequency') ?? before.billingFrequency;
  if (fields.has('billing_frequency') && !(frequency > 0)) {
    errors.push(invalidAt(PATH, 93202, 'billing_frequency'));
  }
  const day = whole(fields, 'billing_day_of_month') ?? before.billingDayOfMonth;
  if (day !== null && !(day >= 1 && (day <= 28 || day === 31))) {
    errors.push(invalidAt(PATH, 91914, 'billing_day_of_month'));
  }
  const cycles = whole(fields, 'number_of_billing_cycles') ?? before.numberOfBillingCycles;
  if (cycles !== null && !(cycles > 0)) errors.push(invalidAt(PATH, 91907, 'number_of_billing_cycles'));
  return {
    ...before,
    name: fields.text('name') ?? before.name,
    description: fields.text('description') ?? before.description,
    price: price ?? 0,
    currency,
    billingFrequency: frequency,
    billingDayOfMonth: day,
    numberOfBillingCycles: fields.flag('never_expires') ? null : cycles,
    ...trialOf(fields, before, errors),
    addOns: changedModifications(context, 'add_on', before.addOns, fields, currency, PATH, errors),
    discounts: changedModifications(context, 'discount', before.discounts, fields, currency, PATH, errors),
  };
}

function trialOf(
  fields: Fields,
  before: Plan,
  errors: ValidationError[],
): Pick<Plan, 'trialDuration' | 'trialDurationUnit'> {
  const { trialDuration, trialDurationUnit } = before;
  const wanted = fields.has('trial_period') ? fields.flag('trial_period') : trialDuration !== null;
  if (!wanted) return { trialDuration: null, trialDurationUnit: null };
  const duration = whole(fields, 'trial_duration') ?? trialDuration;
  const unit = fields.text('trial_duration_unit') ?? trialDurationUnit;
  if (duration === null) errors.push(invalidAt(PATH, 81908, 'trial_duration'));
  else if (!(duration >= 0)) errors.push(invalidAt(PATH, 81907, 'trial_duration'));
  if (unit !== 'day' && unit !== 'month') errors.push(invalidAt(PATH, 81909, 'trial_duration_unit'));
  return { trialDuration: duration, trialDurationUnit: unit as TrialUnit };
}

/** A whole number; NaN for what is not one, undefined for what is missing. */
export function whole(fields: Fields, name: string): number | undefined {
  const text = fields.text(name);
  if (text === undefined) return undefined;
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}
