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

/** Certificates that are refused now will be refused by the next attempt as well. */
const HOPELESS = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS/;

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function unreachable(error: ConnectionError, endpoint: Endpoint, id: string): Failure {
  if (error.message.startsWith('idle timeout')) return streamFailure(error.message);
  const { cause } = error;
  const code = String((cause as { code?: unknown } | undefined)?.code ?? '');
  return failure({
    code: 'model_unreachable',
    message: `could not reach model provider \`${id}\` at ${endpoint.shownUrl}: ${endpoint.redact(error.message)}`,
    codexErrorInfo: { httpConnectionFailed: { httpStatusCode: null } },
    recovery: HOPELESS.test(code) ? 'none' : 'request',
    mend: `Check that the server at ${endpoint.shownUrl} runs and can be reached, and that \`base_url\` of model provider \`${id}\` is right.`,
    cause,
  });
}

/** node:http refuses to send it: a header with a line end, for one. */
const unsendable = (error: unknown, endpoint: Endpoint, id: string): Failure =>
  failure({
    code: 'model_request_invalid',
    message: `the request to model provider \`${id}\` cannot be sent: ${endpoint.redact(reasonOf(error))}`,
    codexErrorInfo: 'other',
    mend: `Check \`http_headers\`, \`env_http_headers\` and the API key of model provider \`${id}\`.`,
    cause: error,
  });

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
    const failed =
      error instanceof ConnectionError ? unreachable(error, endpoint, id) : unsendable(error, endpoint, id);
    return { rateLimits: undefined, failure: failed };
  }
  const { status, headers } = answer;
  const rateLimits = rateLimitsOf(headers);
  if (status === 200) return { rateLimits, answer };
  const body = endpoint.redact(await bodyOf(answer));
  return { rateLimits, failure: httpFailure({ status, headers, body, url: endpoint.shownUrl, now: Date.now() }) };
}
