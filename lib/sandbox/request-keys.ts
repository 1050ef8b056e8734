import { createHmac } from 'node:crypto';
import { type Answer, validationAnswer } from './answer.js';
import type { Merchant } from './config.js';
import type { Records } from './records.js';
import { invalid, type ValidationCode } from './rules/validation.js';

const refuse = (code: ValidationCode): Answer => validationAnswer([invalid(code, 'api_request_key')]);

/**
 * Api request keys: an identical repeat gets the first answer, a changed one 915232, one in flight 915233.
 * Legal order: `claim` -> (`replay` | `keep`) -> `release`.
 */
export class RequestKeys {
  private readonly inFlight = new Set<string>();

  /** `secret` keys the digest, so that a card in a request cannot be guessed from it. */
  constructor(private readonly secret: string) {}

  /** The answer to refuse with, or undefined and the key is claimed. */
  claim(merchant: Merchant, key: string): Answer | undefined {
    if (!merchant.rules.apiRequestKeys) return refuse(915231);
    if (key.length > 255) return refuse(915230);
    const name = `${merchant.merchantId} ${key}`;
    if (this.inFlight.has(name)) return refuse(915233);
    this.inFlight.add(name);
    return undefined;
  }

  release(merchant: Merchant, key: string): void {
    this.inFlight.delete(`${merchant.merchantId} ${key}`);
  }

  digest(target: string, body: string): string {
    return createHmac('sha256', this.secret).update(`${target}\n${body}`).digest('hex');
  }

  /** The first answer again, or a refusal because the request differs; undefined for a new key. */
  async replay(
    records: Records,
    merchant: Merchant,
    key: string,
    digest: string,
  ): Promise<Answer | undefined> {
    const kept = await records.keptAnswer(merchant.merchantId, key);
    if (!kept) return undefined;
    if (kept.digest !== digest) return refuse(915232);
    return { status: kept.status, type: 'application/xml; charset=utf-8', body: kept.body };
  }

  /** Only what was executed is kept; a request refused by validation may be mended and sent again. */
  async keep(
    records: Records,
    merchant: Merchant,
    key: string,
    digest: string,
    answer: Answer,
  ): Promise<void> {
    if (!answer.executed) return;
    const { status, body } = answer;
    await records.keepAnswer(merchant.merchantId, key, { digest, status, body });
  }
}
