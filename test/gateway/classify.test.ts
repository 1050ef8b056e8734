// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { ERRORS } from '../../lib/errors.js';
import {
  classifyAnswer,
  classifyDeadline,
  classifyFailure,
  classifyGraphql,
  classifyTransaction,
} from '../../lib/gateway/braintree/classify.js';
import { severityOf } from '../../lib/gateway/braintree/severity.js';
import { processorText, rejectionText } from '../../lib/gateway/braintree/texts.js';

/** As the SDK makes them: an Error with a `type`. */
const sdkError = (type: string, message = ''): Error =>
  Object.assign(new Error(message), { type, name: type });
const unexpected = (message: string): Error => sdkError('unexpectedError', message);
const failure = (...errors: [code: string, message?: string][]): object => ({
  success: false,
  message: 'why',
  errors: { deepErrors: () => errors.map(([code, message = 'text']) => ({ code, message })) },
});

t.test('given an error of the SDK, when it is classified without more knowledge', async (t) => {
  const failed: [string, Error][] = [
    ['gateway-authentication', sdkError('authenticationError', 'Authentication Error')],
    ['gateway-forbidden', sdkError('authorizationError')],
    ['gateway-forbidden', sdkError('notFoundError')],
    ['gateway-forbidden', sdkError('upgradeRequired')],
    ['gateway-busy', sdkError('tooManyRequestsError')],
    ['gateway-validation', sdkError('invalidKeysError', 'These keys are invalid: x')],
    ['gateway-unreachable', unexpected('Unexpected request error: Error: connect ECONNREFUSED 127.0.0.1:1')],
    ['gateway-unreachable', unexpected('Unexpected request error: Error: getaddrinfo ENOTFOUND api.example')],
    ['gateway-unreachable', unexpected('Unexpected request error: Error: getaddrinfo EAI_AGAIN api.example')],
    ['gateway-unreachable', unexpected('Unexpected request error: Error: connect ETIMEDOUT 192.0.2.1:443')],
    ['gateway-unreachable', unexpected('Unexpected request error: AggregateError')],
    [
      'gateway-tls',
      unexpected('Unexpected request error: Error: self-signed certificate in certificate chain'),
    ],
    ['gateway-tls', unexpected('Unexpected request error: Error: unable to verify the first certificate')],
    [
      'gateway-tls',
      unexpected(
        "Unexpected request error: Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames",
      ),
    ],
  ];
  for (const [cause, error] of failed) {
    t.match(
      classifyFailure(error),
      { kind: 'failed', cause },
      `then ${error.name} ${error.message} was not executed`,
    );
  }
  const unknown: [string, unknown][] = [
    ['gateway-silence', unexpected('Request timed out')],
    ['gateway-cut', unexpected('Unexpected request error: Error: socket hang up')],
    ['gateway-cut', unexpected('Unexpected request error: Error: read ECONNRESET')],
    ['gateway-cut', unexpected('Unexpected response error: Error: aborted')],
    ['gateway-error', sdkError('requestTimeoutError')],
    ['gateway-error', sdkError('serverError')],
    ['gateway-error', sdkError('serviceUnavailableError')],
    ['gateway-error', sdkError('gatewayTimeoutError')],
    ['gateway-error', unexpected('Unexpected HTTP response: 502')],
    ['gateway-error', sdkError('somethingNew')],
    ['gateway-error', new TypeError("Cannot read properties of undefined (reading 'apiErrorResponse')")],
    ['gateway-error', new Error('Unexpected end')],
    ['gateway-error', new Error('Unexpected close tag')],
    ['gateway-error', 'a string'],
    ['gateway-error', undefined],
  ];
  for (const [cause, error] of unknown) {
    t.match(classifyFailure(error), { kind: 'unknown', cause }, `then ${String(error)} is unknown`);
  }
});

t.test('given what is known of the connection, when an error is classified', async (t) => {
  const hangUp = unexpected('Unexpected request error: Error: socket hang up');
  const refused = unexpected('Unexpected request error: Error: connect ECONNREFUSED 127.0.0.1:1');
  t.match(
    classifyFailure(hangUp, false),
    { kind: 'failed', cause: 'gateway-unreachable' },
    'never connected',
  );
  t.match(classifyFailure(hangUp, true), { kind: 'unknown' }, 'connected');
  t.match(classifyFailure(refused, true), { kind: 'unknown' }, 'once connected, no message is trusted');
  t.match(
    classifyFailure(sdkError('authenticationError'), true),
    { kind: 'failed' },
    'an answer is an answer',
  );
  t.match(classifyDeadline(false), { kind: 'failed', cause: 'gateway-unreachable' });
  t.match(classifyDeadline(true), { kind: 'unknown', cause: 'gateway-silence' });
});

t.test('given a transaction, when it is classified by its status', async (t) => {
  for (const status of [
    'authorized',
    'submitted_for_settlement',
    'settling',
    'settled',
    'settlement_pending',
    'settlement_confirmed',
  ]) {
    t.match(classifyTransaction({ id: 'a', status }), { kind: 'approved', transactionId: 'a' }, status);
  }
  const code = { processorResponseCode: '2001', processorResponseText: 'Insufficient Funds' };
  t.same(classifyTransaction({ id: 'a', status: 'processor_declined', ...code }), {
    kind: 'declined',
    transactionId: 'a',
    code: '2001',
    text: 'Insufficient Funds',
    severity: 'soft',
  });
  t.match(classifyTransaction({ id: 'a', status: 'failed', processorResponseCode: '3000' }), {
    kind: 'declined',
    code: '3000',
    text: 'Processor Network Unavailable - Try Again',
  });
  t.match(
    classifyTransaction({ id: 'a', status: 'settlement_declined', processorSettlementResponseCode: '4001' }),
    { kind: 'declined', code: '4001' },
  );
  for (const reason of [
    'application_incomplete',
    'avs',
    'cvv',
    'avs_and_cvv',
    'duplicate',
    'fraud',
    'risk_threshold',
    'three_d_secure',
    'token_issuance',
    'excessive_retry',
  ]) {
    const outcome = classifyTransaction({
      id: 'a',
      status: 'gateway_rejected',
      gatewayRejectionReason: reason,
    });
    t.match(outcome, { kind: 'refused', reason, transactionId: 'a' });
    t.not(rejectionText(reason), rejectionText('something else'), `${reason} has words of its own`);
  }
  t.match(classifyTransaction({ id: 'a', status: 'voided' }), { kind: 'refused', reason: 'voided' });
  t.match(classifyTransaction({ id: 'a', status: 'authorization_expired' }), { kind: 'refused' });
  for (const status of ['authorizing', 'unrecognized', '', undefined]) {
    t.match(classifyTransaction({ id: 'a', status }), { kind: 'unknown' }, `status ${status}`);
  }
  t.match(classifyTransaction({ status: 'authorized' }), { kind: 'unknown' }, 'no id');
});

t.test('given an answer, when it is classified', async (t) => {
  const transaction = { id: 'a', status: 'authorized' };
  t.match(classifyAnswer({ success: true, transaction }), { kind: 'approved' });
  t.match(classifyAnswer({ success: false, transaction }), { kind: 'unknown' }, 'a contradiction');
  t.match(classifyAnswer({ success: false, transaction: { id: 'a', status: 'processor_declined' } }), {
    kind: 'declined',
    code: '2038',
  });
  t.match(classifyAnswer({ success: true }), { kind: 'unknown' }, 'no transaction');
  t.match(classifyAnswer(undefined), { kind: 'unknown' }, 'nothing');
  t.match(classifyAnswer({}), { kind: 'unknown' }, 'something else');
  t.match(classifyAnswer(failure(['81503'])), { kind: 'failed', cause: 'gateway-validation', text: /81503/ });
  t.match(classifyAnswer(failure()), { kind: 'failed', cause: 'gateway-validation', text: /why/ });
  t.match(classifyAnswer(failure(['91565'], ['81715'])), { kind: 'failed' }, 'more than the card is wrong');
  t.match(classifyAnswer(failure(['91558'])), { kind: 'failed' }, 'no telephone orders on this account');
  for (const code of ['81703', '81707', '81715', '81716', '81717', '91567']) {
    t.match(classifyAnswer(failure([code])), { kind: 'refused', reason: 'invalid_card' }, code);
  }
  for (const code of ['91564', '91566', '915232', '915233', '915234', '915235']) {
    t.match(
      classifyAnswer(failure([code])),
      { kind: 'unknown' },
      `${code}: an earlier copy may have been executed`,
    );
  }
  for (const code of ['915230', '915231']) {
    t.match(classifyAnswer(failure([code])), { kind: 'failed' }, `${code}: the key itself is at fault`);
  }
  const quoted = classifyAnswer(failure(['81501', 'number 4111111111111111 is bad']));
  t.notMatch(JSON.stringify(quoted), /\d{7}/, 'no text quotes a card');
});

t.test('given errors of GraphQL, when they are classified, then nothing was charged', async (t) => {
  const classes = {
    AUTHENTICATION: 'gateway-authentication',
    AUTHORIZATION: 'gateway-forbidden',
    NOT_FOUND: 'gateway-forbidden',
    UNSUPPORTED_CLIENT: 'gateway-validation',
    RESOURCE_LIMIT: 'gateway-busy',
    INTERNAL: 'gateway-unreachable',
    SERVICE_AVAILABILITY: 'gateway-unreachable',
    NEW: 'gateway-unreachable',
  };
  for (const [errorClass, cause] of Object.entries(classes)) {
    t.match(
      classifyGraphql([{ message: 'x', extensions: { errorClass } }]),
      { kind: 'failed', cause },
      errorClass,
    );
  }
  const validation = (legacyCode?: string): object =>
    classifyGraphql([{ message: 'x', extensions: { errorClass: 'VALIDATION', legacyCode } }]);
  t.match(validation('81715'), { kind: 'refused', reason: 'invalid_card' });
  t.match(validation('91234'), { kind: 'failed', cause: 'gateway-validation' });
  t.match(validation(), { kind: 'failed', cause: 'gateway-validation' });
  t.match(classifyGraphql([]), { kind: 'failed', cause: 'gateway-unreachable' });
  t.match(classifyGraphql([{ message: 'x' }]), { kind: 'failed', cause: 'gateway-unreachable' });
});

t.test('given a decline code, when its severity is asked', async (t) => {
  const soft = [
    2000, 2001, 2002, 2003, 2016, 2025, 2026, 2034, 2035, 2038, 2040, 2042, 2046, 2048, 2057, 2062, 2078,
    2080, 2092, 2099, 2101, 2102, 2103, 2104, 2105, 2106, 2109, 2110, 2500, 2999, 3000,
  ];
  for (let code = 2000; code <= 3000; code += 1) {
    const wanted = soft.includes(code) || (code >= 2109 && code <= 2999) ? 'soft' : 'hard';
    if (severityOf(String(code)) !== wanted) t.fail(`${code} should be ${wanted}`);
  }
  for (const code of ['2009', '2012', '2019', '2022', '2047', '2053']) {
    t.equal(severityOf(code, 'MasterCard'), 'never-again', `${code} on Mastercard`);
    t.equal(severityOf(code, 'Visa'), 'hard', `${code} on Visa`);
  }
  t.equal(severityOf('2000', 'MasterCard'), 'soft');
  t.equal(severityOf('2000', 'MasterCard', '03'), 'never-again', "Mastercard's advice");
  t.equal(processorText('2150'), 'Processor Declined', 'the range without texts');
  t.equal(processorText('2001'), 'Insufficient Funds');
});

t.test('given every cause, when it is told, then it stands in the catalogue', async (t) => {
  const causes = [classifyDeadline(true), classifyDeadline(false), classifyFailure(undefined)];
  for (const { cause } of causes) t.ok(cause in ERRORS, cause);
});
