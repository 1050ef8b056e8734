/** What every test of this checkout has passed with, from Debian's archive. */
export const TESTED = '22.10.1';

/**
 * The archive holds one version only, and it moves. `tested`: the one all was tested with. `untested`: another of the
 * same major version, which is used after a warning. `refused`: another major version, unless `chosen` says `untested`;
 * and every other version where `chosen` says `tested`.
 * @param {string} version as Debian writes it, such as `1:22.10.1+dfsg+~cs6-1`; empty where it is not known
 * @param {string} [chosen] of the environment, HUSHPAY_ASTERISK
 * @returns {{verdict: 'tested' | 'untested' | 'refused', text: string}}
 */
export function asteriskVerdict(version, chosen) {
  const found = /^(?:\d+:)?((\d+)\.[\d.]*\d)/.exec(version);
  const tested = TESTED.split('.')[0];
  if (found?.[1] === TESTED) return { verdict: 'tested', text: `Asterisk ${TESTED}` };
  const now = found ? `Asterisk ${found[1]}` : 'a version of Asterisk that could not be read';
  const moved = `Debian’s archive has moved on: it has ${now}, and everything here was tested with ${TESTED}.`;
  if (chosen === 'tested') {
    return {
      verdict: 'refused',
      text: `${moved} HUSHPAY_ASTERISK=tested takes no other: name a mirror that has it (HUSHPAY_DEBIAN_MIRROR), or leave that out.`,
    };
  }
  if (found?.[2] === tested || chosen === 'untested') {
    return {
      verdict: 'untested',
      text: `${moved} It is used all the same. Should a journey fail, look into Asterisk’s changes first; when all pass, write the new version into bin/setup/asterisk-version.mjs.`,
    };
  }
  return {
    verdict: 'refused',
    text: `${moved} Another major version is not taken by itself: set HUSHPAY_ASTERISK=untested to try it, or install Asterisk ${tested} yourself.`,
  };
}

/** The oldest that Hushpay works with. */
const OLDEST = 18;

/**
 * What to say of an Asterisk of this machine, which is used instead of a private one; undefined where it is not used:
 * where it is too old or none, and where `chosen` is `private` or `tested` (lib/rig/asterisk.ts has the same rule).
 * @param {string} [said] what `asterisk -V` prints
 * @param {string} [chosen] of the environment, HUSHPAY_ASTERISK
 * @returns {{verdict: 'tested' | 'untested', text: string} | undefined}
 */
export function systemVerdict(said, chosen) {
  const found = /Asterisk (?:certified[/-])?((\d+)[\d.]*)/.exec(said ?? '');
  if (chosen === 'private' || chosen === 'tested' || Number(found?.[2] ?? 0) < OLDEST) return undefined;
  if (found?.[1] === TESTED) return { verdict: 'tested', text: `Using Asterisk ${TESTED} of this machine.` };
  return {
    verdict: 'untested',
    text: `Using ${said?.trim()} of this machine, and everything here was tested with ${TESTED}. HUSHPAY_ASTERISK=private fetches one of its own; should a journey fail, try that first.`,
  };
}

/**
 * What to say, every time, of a private Asterisk that is there already; nothing of the tested one.
 * @param {string} [said] what its `asterisk -V` printed when it was unpacked
 */
export function privateReminder(said) {
  const version = /Asterisk ([\d.]*\d)/.exec(said ?? '')?.[1];
  if (version === undefined || version === TESTED) return undefined;
  return `The private Asterisk is ${version}, and everything here was tested with ${TESTED}.`;
}
