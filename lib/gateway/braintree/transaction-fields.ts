import { hasCardNumber, scrubText } from '../../log/scrub.js';
import type { RiskData } from '../../session/terms.js';
import type { PostalAddress } from '../methods.js';
import type { GatewayOptions } from './options.js';

/** Longest purchase order number that every processor but AIB takes, and longest value of a custom field. */
const PURCHASE_ORDER = 17;
const CUSTOM_FIELD = 255;
/** Twelve digits or more, with at most a separator between two: a card, or part of one, whatever its check digit. */
const CARD_LIKE = /\d(?:[ ./_-]?\d){11,}/g;

interface Told {
  readonly reference?: string;
  readonly description?: string;
}

/**
 * What Braintree is told of a payment beside its amount: only what the configuration asks for, and never digits like
 * those of a card, as nobody knows what an agent has typed into a reference.
 */
export function noteOf(told: Told, options: GatewayOptions): Readonly<Record<string, unknown>> {
  const { purchaseOrder, customFields, descriptor = {} } = options.note ?? {};
  const custom = Object.fromEntries([
    ...fieldOf(customFields?.reference, told.reference),
    ...fieldOf(customFields?.description, told.description),
  ]);
  const order = purchaseOrder ? orderNumber(told.reference) : undefined;
  return {
    ...(order ? { purchaseOrderNumber: order } : {}),
    ...(Object.keys(custom).length > 0 ? { customFields: custom } : {}),
    ...(Object.keys(descriptor).length > 0 ? { descriptor } : {}),
  };
}

/** The text without digits like those of a card. */
export function withoutCards(text: string): string {
  return scrubText(text).replace(CARD_LIKE, '[card]');
}

function fieldOf(name: string | undefined, text: string | undefined): [string, string][] {
  const value = text === undefined ? '' : withoutCards(text).slice(0, CUSTOM_FIELD);
  return name && value !== '' ? [[name, value]] : [];
}

/** ASCII only, cut; left out where a card might be in it, as half a reference is no reference. */
function orderNumber(text: string | undefined): string | undefined {
  if (text === undefined || withoutCards(text) !== text) return undefined;
  return (
    text
      .replace(/[^\x20-\x7e]/g, '')
      .trim()
      .slice(0, PURCHASE_ORDER) || undefined
  );
}

/** A billing address as the SDK takes it. */
export function addressOf(address: PostalAddress): Readonly<Record<string, string>> {
  const { street, extended, city, region, postalCode, country } = address;
  const named = {
    streetAddress: street,
    extendedAddress: extended,
    locality: city,
    region,
    postalCode,
    countryCodeAlpha2: country,
  };
  const given = Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(given);
}

/** What the merchant knows of the payer, as the SDK takes it; a field that might hold a card goes nowhere. */
export function riskOf(risk: RiskData | undefined): Readonly<Record<string, unknown>> {
  if (!risk) return {};
  const safe = (text: string | undefined) => (text && !hasCardNumber(text) ? text : undefined);
  const named = {
    customerDeviceId: safe(risk.deviceId),
    customerIp: safe(risk.ip),
    customerBrowser: safe(risk.browser),
    customerLocationZip: safe(risk.postalCode),
    customerTenure: safe(risk.tenure),
  };
  const given = Object.entries(named).filter(([, text]) => text !== undefined);
  const deviceData = safe(risk.deviceData);
  return {
    ...(deviceData ? { deviceData } : {}),
    ...(given.length > 0 ? { riskData: Object.fromEntries(given) } : {}),
  };
}
