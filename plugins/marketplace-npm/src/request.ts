import type { Config } from './config.ts';
import { fault } from './fault.ts';
import { authorization } from './registry.ts';

const maxRedirects = 5;

export interface Request {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly accept: string;
  /** Bytes. */
  readonly limit: number;
  /** Given the answer, piece by piece. */
  readonly onBytes: (bytes: Uint8Array) => void | Promise<void>;
}

/**
 * Gets a URL. A redirect is followed with the authorization of where it leads, never with that of where it came from, and never from
 * https to http. Throws `registry_unreachable`, `registry_refused`, `not_found` (404), `registry_timeout`, `too_large`.
 */
export async function get(start: URL, { config, signal, accept, limit, onBytes }: Request): Promise<void> {
  signal.throwIfAborted();
  const late = AbortSignal.timeout(config.timeout_ms);
  const both = AbortSignal.any([signal, late]);
  try {
    const response = await follow(start, config, accept, both);
    let size = 0;
    for await (const bytes of response.body ?? []) {
      size += bytes.length;
      if (size > limit)
        throw fault(
          'too_large',
          `${place(start)} is larger than ${limit} bytes`,
          'Allow more in the configuration of the plugin.',
        );
      await onBytes(bytes);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (late.aborted)
      throw fault(
        'registry_timeout',
        `${place(start)} took more than ${config.timeout_ms} ms`,
        'Try again, or set timeout_ms.',
      );
    // What fetch throws for a network that fails, and a body that ends too soon.
    if (error instanceof TypeError)
      throw fault(
        'registry_unreachable',
        `${place(start)}: ${causeOf(error)}`,
        'See that the registry can be reached.',
        error,
      );
    throw error;
  }
}

async function follow(start: URL, { npmrc }: Config, accept: string, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const own = authorization(url, npmrc);
    const headers = { accept, ...(own !== undefined && { authorization: own }) };
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return await good(response, start);
    await response.body?.cancel();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (!next || !/^https?:$/.test(next.protocol) || (url.protocol === 'https:' && next.protocol !== 'https:')) break;
    url = next;
  }
  throw fault(
    'registry_refused',
    `${place(start)} leads nowhere`,
    'Ask who keeps the registry: its redirects cannot be followed.',
  );
}

async function good(response: Response, url: URL): Promise<Response> {
  const { ok, status } = response;
  if (ok) return response;
  await response.body?.cancel();
  if (status === 404)
    throw fault('not_found', `there is no ${place(url)}`, 'See that the name and the registry are right.');
  const mend =
    status === 401 || status === 403
      ? 'Configure a token for the registry: //host/:_authToken.'
      : 'Try again later, or ask who keeps the registry.';
  throw fault('registry_refused', `${place(url)} answered ${status}`, mend);
}

/** A URL as it may be told: without a query, in which there may be a signature. */
const place = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}

/** The JSON at a URL. Throws `registry_answer_invalid` where it is none, and what `get` does. */
export async function getJson(url: URL, request: Omit<Request, 'onBytes'>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  await get(url, { ...request, onBytes: (bytes) => void parts.push(bytes) });
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (cause) {
    throw fault(
      'registry_answer_invalid',
      `${place(url)} answered no JSON`,
      'See that the URL is a registry’s.',
      cause,
    );
  }
}
