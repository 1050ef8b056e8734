import type { Fields } from '../../fields.js';
import type { ThreeDSecure } from '../../instrument.js';
import { invalid, type ValidationError } from '../../rules/validation.js';

const PATH = 'three-d-secure-pass-thru';
const NETWORKS = ['american_express', 'discover', 'diners_club', 'jcb', 'maestro', 'mastercard', 'visa'];

/** The results of an authentication that somebody else carried out. Undefined when the request has none. */
export function readPassThru(request: Fields, errors: ValidationError[]): ThreeDSecure | undefined {
  if (!request.has('three_d_secure_pass_thru')) return undefined;
  const given = request.under('three_d_secure_pass_thru');
  const text = (name: string): string | undefined => given.text(name) || undefined;
  const refuse = (code: Parameters<typeof invalid>[0], name: string): void =>
    void errors.push(invalid(code, name, PATH));
  const eci = text('eci_flag');
  if (!eci) refuse(915113, 'eci_flag');
  else if (!/^0[0-7]$/.test(eci)) refuse(915114, 'eci_flag');
  const authenticated = eci === '05' || eci === '06' || eci === '01' || eci === '02';
  const version = text('three_d_secure_version');
  if (version && !/^[12](\.\d+){1,2}$/.test(version)) refuse(915119, 'three_d_secure_version');
  if (authenticated && !text('cavv')) refuse(915116, 'cavv');
  if (authenticated && !text('xid') && !version?.startsWith('2')) refuse(915115, 'xid');
  if (text('authentication_response') && !/^[YNUARC]$/.test(text('authentication_response') ?? '')) {
    refuse(915120, 'authentication_response');
  }
  if (text('directory_response') && !/^[YNUARC]$/.test(text('directory_response') ?? '')) {
    refuse(915121, 'directory_response');
  }
  if (text('cavv_algorithm') && !/^[0-4]$/.test(text('cavv_algorithm') ?? ''))
    refuse(915122, 'cavv_algorithm');
  const network = text('network');
  if (network && !NETWORKS.includes(network)) refuse(915128, 'network');
  return {
    status: authenticated ? 'authenticate_successful' : 'authenticate_attempt_successful',
    enrolled: text('directory_response') === 'N' ? 'N' : 'Y',
    liabilityShifted: authenticated,
    liabilityShiftPossible: true,
    eciFlag: eci,
    cavv: text('cavv'),
    xid: text('xid'),
    version,
    dsTransactionId: text('ds_transaction_id'),
  };
}
