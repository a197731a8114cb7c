import type { RateLimitSnapshot } from '@tenon/protocol';
import type { Endpoint } from './endpoint.ts';
import { type Failure, failure, streamFailure } from './failure.ts';
import { httpFailure } from './http-failure.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { type Answer, ConnectionError, type Post, type Transport } from './transport.ts';

export type Opened = { readonly rateLimits: RateLimitSnapshot | undefined } & (
  | { readonly answer: Answer }
  | { readonly answer?: undefined; readonly failure: Failure }
);

/** Characters of an error body that are read. */
const BODY_LIMIT = 65_536;

async function bodyOf(answer: Answer): Promise<string> {
  let body = '';
  try {
    for (let text = await answer.read(); text !== undefined; text = await answer.read()) {
      body += text;
      if (body.length > BODY_LIMIT) {
        answer.destroy();
        break;
      }
    }
  } catch (error) {
    // The status says what matters; a body that breaks off is shown as far as it came.
    if (!(error instanceof ConnectionError)) throw error;
  }
  return body;
}

/** Problems that the next attempt will meet as well: the server's certificate, or a header that cannot be sent. */
const HOPELESS = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_INVALID|^ERR_HTTP_INVALID/;

function unreachable(error: unknown, endpoint: Endpoint, id: string): Failure {
  if (error instanceof ConnectionError && error.message.startsWith('idle timeout')) return streamFailure(error.message);
  const cause = error instanceof ConnectionError ? error.cause : error;
  const code = String((cause as { code?: unknown } | undefined)?.code ?? '');
  const reason = error instanceof Error ? error.message : String(error);
  return failure({
    code: 'model_unreachable',
    message: `could not reach model provider \`${id}\` at ${endpoint.shownUrl}: ${endpoint.redact(reason)}`,
    codexErrorInfo: { httpConnectionFailed: { httpStatusCode: null } },
    recovery: HOPELESS.test(code) ? 'none' : 'request',
    mend: `Check that the server at ${endpoint.shownUrl} runs and can be reached, and that \`base_url\` of model provider \`${id}\` is right.`,
    cause,
  });
}

async function send(transport: Transport, post: Post): Promise<Answer> {
  try {
    return await transport.post(post);
  } catch (error) {
    // The server had closed the kept connection: nothing was asked yet, so asking again is no retry.
    if (error instanceof ConnectionError && error.stale) return await transport.post(post);
    throw error;
  }
}

/** Makes one request. Throws only the signal's reason: what fails otherwise is a failure to judge. */
export async function openResponse(
  transport: Transport,
  endpoint: Endpoint,
  id: string,
  post: Omit<Post, 'url'>,
): Promise<Opened> {
  let answer: Answer;
  try {
    answer = await send(transport, { ...post, url: endpoint.url });
  } catch (error) {
    post.signal.throwIfAborted();
    return { rateLimits: undefined, failure: unreachable(error, endpoint, id) };
  }
  const { status, headers } = answer;
  const rateLimits = rateLimitsOf(headers);
  if (status === 200) return { rateLimits, answer };
  const body = endpoint.redact(await bodyOf(answer));
  return { rateLimits, failure: httpFailure({ status, headers, body, url: endpoint.shownUrl, now: Date.now() }) };
}
