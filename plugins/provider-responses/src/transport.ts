import type { ClientRequest, Agent as HttpAgent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

/** The connection failed. `stale`: it was a kept one that the server had closed meanwhile, and nothing was answered. */
export class ConnectionError extends Error {
  readonly stale: boolean;
  constructor(message: string, stale: boolean, cause?: unknown) {
    super(message, { cause });
    this.stale = stale;
  }
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds of silence, before the answer or within it, after which the connection counts as broken. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /**
   * The text that came since, waiting for some; undefined at the end of the body. What is not read stays with the
   * sender, so memory stays flat. Throws a ConnectionError when the body breaks off, and the signal's reason when that
   * is aborted.
   */
  read(): Promise<string | undefined>;
  /** Whether `release` was called. */
  readonly released: boolean;
  /**
   * Lets the rest go by so that the connection can be used again; closes it when the rest does not come soon. Resolves
   * when the connection is free, or after 20 ms: the next request may then open another one.
   */
  release(): Promise<void>;
  /** Closes the connection. */
  destroy(): void;
}

/** Sends requests over connections that it keeps. */
export interface Transport {
  post(post: Post): Promise<Answer>;
}

/** Milliseconds the end of a body may take once all that matters was read. */
const RELEASE_MS = 1000;

/** Milliseconds `release` makes its caller wait at most. */
const RELEASE_WAIT_MS = 20;

const describe = (error: Error & { code?: string }) => error.message || error.code || String(error);

/** One timer that is restarted for each wait: cheaper than a new one for each chunk. */
function idleTimer(ms: number, fire: () => void) {
  let waiting = true;
  const timer = setTimeout(() => waiting && fire(), ms);
  return {
    wait: () => {
      waiting = true;
      timer.refresh();
    },
    pause: () => {
      waiting = false;
    },
    stop: () => clearTimeout(timer),
  };
}

function answerOf(request: ClientRequest, response: IncomingMessage, post: Post): Answer {
  let wake: (() => void) | undefined;
  let ended = false;
  let released = false;
  let broken: Error | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  const breakOff = (error: Error) => {
    broken ??= error;
    notify();
  };
  const idle = idleTimer(post.idleMs, () => {
    breakOff(new ConnectionError('idle timeout waiting for SSE', false));
    request.destroy();
  });
  idle.pause();
  response.setEncoding('utf8');
  response.on('readable', notify);
  response.on('end', () => {
    ended = true;
    notify();
  });
  response.on('error', (error) => breakOff(new ConnectionError(describe(error), false, error)));
  response.on('close', () => {
    idle.stop();
    breakOff(new ConnectionError('the connection was closed', false));
  });

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    async read() {
      for (;;) {
        if (post.signal.aborted) throw post.signal.reason;
        const text: string | null = response.read();
        if (text) return text;
        if (ended) return undefined;
        if (broken) throw broken;
        idle.wait();
        await new Promise<void>((done) => {
          wake = done;
        });
        idle.pause();
      }
    },
    get released() {
      return released;
    },
    release() {
      released = true;
      if (response.closed) return Promise.resolve();
      response.off('readable', notify);
      response.resume();
      return new Promise((done) => {
        const impatient = setTimeout(done, RELEASE_WAIT_MS);
        const late = setTimeout(() => request.destroy(), RELEASE_MS);
        response.once('close', () => {
          clearTimeout(impatient);
          clearTimeout(late);
          done();
        });
      });
    },
    destroy() {
      request.destroy();
    },
  };
}

/**
 * HTTP by node:http and node:https with kept connections. Idle connections do not keep the process alive (the agent
 * unrefs them).
 */
export function createTransport(): Transport {
  let http: HttpAgent | undefined;
  let https: HttpsAgent | undefined;

  const open = ({ url, headers, body }: Post): ClientRequest => {
    const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
    if (url.startsWith('https:')) {
      const { Agent, request } = process.getBuiltinModule('node:https');
      https ??= new Agent({ keepAlive: true });
      return request(url, { ...options, agent: https });
    }
    const { Agent, request } = process.getBuiltinModule('node:http');
    http ??= new Agent({ keepAlive: true });
    return request(url, { ...options, agent: http });
  };

  return {
    post: (post) =>
      new Promise<Answer>((resolve, reject) => {
        const { signal } = post;
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const request = open(post);
        const abort = () => {
          reject(signal.reason);
          request.destroy(new Error('aborted'));
        };
        const idle = idleTimer(post.idleMs, () => {
          reject(new ConnectionError('idle timeout waiting for an answer', false));
          request.destroy();
        });
        signal.addEventListener('abort', abort, { once: true });
        request.on('close', () => {
          idle.stop();
          signal.removeEventListener('abort', abort);
        });
        request.on('error', (error: Error & { code?: string }) => {
          const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
          reject(new ConnectionError(describe(error), stale, error));
        });
        request.on('response', (response) => {
          idle.stop();
          resolve(answerOf(request, response, post));
        });
        request.end(post.body);
      }),
  };
}
