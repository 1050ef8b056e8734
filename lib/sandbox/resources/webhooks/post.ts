import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Replied {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request and reads at most a thousand characters of the answer. A destination on this machine may have
 * a certificate of its own. Rejects when it cannot be reached or does not answer within `timeoutMs`.
 */
export function ask(
  url: string,
  { form, timeoutMs }: { readonly form?: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<Replied> {
  const target = new URL(url);
  const body = form && new URLSearchParams(form).toString();
  const local = /^(localhost|127\.|\[?::1)/.test(target.hostname);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: body === undefined ? 'GET' : 'POST',
        agent: false,
        timeout: timeoutMs,
        rejectUnauthorized: !local,
        headers:
          body === undefined
            ? {}
            : {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': Buffer.byteLength(body),
              },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length < 1000) text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.end(body);
  });
}
