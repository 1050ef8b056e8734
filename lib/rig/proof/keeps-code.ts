import type { CardCapture } from '../../card/capture.js';
import { captureOptions, createCapture } from '../../card/vault.js';
import type { Session } from '../../session/state.js';

/**
 * The product's vault with one mistake: its security code is not wiped. Everything else is as it should be, so what is
 * found of it is found by its own.
 */
export function keepsCode(session: Session): CardCapture {
  return forgetful(createCapture(captureOptions(session.policy)));
}

/** Takes the code's own bytes when the card is taken, and puts back what a wipe has taken out of them. */
export function forgetful(careful: CardCapture): CardCapture {
  let code: Buffer | undefined;
  return new Proxy(careful, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]) => {
        // One number a digit: bytes of its own would be found instead of the vault's.
        const digits = name === 'wipe' && code ? Array.from(code, (byte) => byte - 0x30) : undefined;
        const result: unknown = Reflect.apply(member, target, given);
        if (name === 'take') code = (result as { securityCode?: Buffer } | undefined)?.securityCode ?? code;
        if (digits) for (const [at, digit] of digits.entries()) if (code) code[at] = digit + 0x30;
        return result;
      };
    },
  });
}
