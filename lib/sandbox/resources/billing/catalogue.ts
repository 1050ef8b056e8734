import { amountUnits } from '../../amount.js';
import type { Context } from '../../context.js';
import type { ModificationSetting, PlanSetting } from '../../settings/plans.js';
import type { Modification, Plan } from './model.js';

/** A merchant's plans: those of its configuration, and those made or changed by the API over them. */
export async function plansOf(context: Context): Promise<readonly Plan[]> {
  const { records, merchant } = context;
  const made = await records.documents.list<Plan>('plan', merchant.merchantId);
  const own = new Set(made.map(({ id }) => id));
  const configured = merchant.plans.filter(({ id }) => !own.has(id)).map((one) => planOf(context, one));
  return [...configured, ...made.map(({ document }) => document)];
}

export async function findPlan(context: Context, id: string): Promise<Plan | undefined> {
  const { records, merchant } = context;
  const made = await records.documents.get<Plan>('plan', merchant.merchantId, id);
  if (made) return made.document;
  const configured = merchant.plans.find((one) => one.id === id);
  return configured && planOf(context, configured);
}

export async function putPlan(context: Context, plan: Plan): Promise<void> {
  const { records, merchant, now } = context;
  await records.documents.put('plan', merchant.merchantId, { id: plan.id, document: plan, at: now });
}

/** The merchant's add-ons or discounts. */
export function modificationsOf(context: Context, kind: Modification['kind']): readonly Modification[] {
  const { addOns, discounts } = context.merchant;
  return (kind === 'add_on' ? addOns : discounts).map((one) => modificationOf(one, kind));
}

function planOf(context: Context, setting: PlanSetting): Plan {
  const chosen = (kind: Modification['kind'], ids: readonly string[]): Modification[] =>
    modificationsOf(context, kind).filter(({ id }) => ids.includes(id));
  return {
    id: setting.id,
    name: setting.name,
    description: setting.description ?? null,
    price: amountUnits(setting.price, 'KWD') ?? 0,
    currency: setting.currency,
    billingFrequency: setting.billingFrequency,
    billingDayOfMonth: setting.billingDayOfMonth ?? null,
    numberOfBillingCycles: setting.numberOfBillingCycles ?? null,
    trialDuration: setting.trial?.duration ?? null,
    trialDurationUnit: setting.trial?.unit ?? null,
    addOns: chosen('add_on', setting.addOns),
    discounts: chosen('discount', setting.discounts),
    createdAt: 0,
    updatedAt: 0,
  };
}

function modificationOf(setting: ModificationSetting, kind: Modification['kind']): Modification {
  return {
    id: setting.id,
    kind,
    name: setting.name,
    description: setting.description ?? null,
    amount: amountUnits(setting.amount, 'KWD') ?? 0,
    quantity: setting.quantity,
    numberOfBillingCycles: setting.numberOfBillingCycles ?? null,
    currentBillingCycle: 0,
  };
}
