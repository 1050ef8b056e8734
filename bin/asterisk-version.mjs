/** What every test of this checkout has passed with, from Debian's archive. */
export const TESTED = '22.10.1';

/**
 * The archive holds one version only, and it moves. `tested`: the one all was tested with. `untested`: another of the
 * same major version, which is used after a warning. `refused`: another major version, unless `chosen` says `untested`.
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
  if (found?.[2] === tested || chosen === 'untested') {
    return {
      verdict: 'untested',
      text: `${moved} It is used all the same. Should a journey fail, look into Asterisk’s changes first; when all pass, write the new version into bin/asterisk-version.mjs.`,
    };
  }
  return {
    verdict: 'refused',
    text: `${moved} Another major version is not taken by itself: set HUSHPAY_ASTERISK=untested to try it, or install Asterisk ${tested} yourself.`,
  };
}
