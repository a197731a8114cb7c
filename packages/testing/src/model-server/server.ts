import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { piecesOf } from './events.ts';
import { type Reply, reply, type StreamReply } from './reply.ts';
import { type RecordedRequest, readRequest } from './request.ts';

/** A reply, or what makes it from the request. */
export type ScriptedReply = Reply | ((request: RecordedRequest) => Reply | Promise<Reply>);

export interface ModelServerOptions {
  /** Replies in order, each used once: the same as `enqueue`. */
  readonly replies?: readonly ScriptedReply[];
  /** Answers every request that finds the queue empty. Without it such a request gets a 400 that says so. */
  readonly fallback?: ScriptedReply;
  /** What `GET /v1/models` lists. Default: `gpt-5.2-codex`. */
  readonly models?: readonly string[];
  /** Default 0: any free port. */
  readonly port?: number;
}

export interface ModelServer {
  /** Such as `http://127.0.0.1:41234/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Model requests (`POST …/responses`), in the order they were read. */
  readonly requests: readonly RecordedRequest[];
  /** Everything else that was asked for. */
  readonly otherRequests: readonly RecordedRequest[];
  /** TCP connections accepted so far. */
  readonly connections: number;
  enqueue(...replies: readonly ScriptedReply[]): void;
  /** Resolves with request number `count` (1: the first) once it was read. */
  request(count: number): Promise<RecordedRequest>;
  /** Replies not used yet. A test may check that it is 0 in the end. */
  readonly unused: number;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Bytes gathered before a write, when nothing asks for a pause. */
const BATCH = 32_768;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Resolves when the socket has room again or is gone. */
function room(response: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      response.off('drain', over).off('close', over);
      done();
    };
    response.on('drain', over).on('close', over);
  });
}

async function sendStream(response: ServerResponse, streamed: StreamReply, seq: number, model: string) {
  const gone = new Promise<void>((done) => response.once('close', done));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...streamed.headers });
  response.flushHeaders();
  let batch = '';
  let sent = 0;
  let head = true;
  let broken = streamed.broken;
  const flush = async () => {
    const text = batch;
    batch = '';
    if (text && !response.write(text) && !response.destroyed) await room(response);
  };
  for (const piece of piecesOf(streamed, seq, model)) {
    if (broken?.afterDeltas === sent && !head) {
      await flush();
      // Cut once what was written has left, so that the client gets it.
      if (broken.type === 'drop') return void response.socket?.destroySoon();
      await Promise.race([gone, broken.until ?? gone]);
      broken = null;
    }
    head = false;
    if (piece.delta) {
      sent += 1;
      if (streamed.paceMs > 0) {
        await flush();
        await Promise.race([gone, pause(streamed.paceMs)]);
      }
    }
    batch += piece.sse;
    if (batch.length >= BATCH) await flush();
    if (response.destroyed) return;
  }
  await flush();
  response.end();
}

async function send(response: ServerResponse, answer: Reply, request: RecordedRequest): Promise<void> {
  if (answer.kind === 'none') {
    if (answer.type === 'drop') response.socket?.destroy();
    return;
  }
  if (answer.delayMs > 0) await pause(answer.delayMs);
  if (response.destroyed) return;
  if (answer.kind === 'http') {
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  await sendStream(response, answer, request.seq, String(request.body.model));
}

/**
 * Starts a Responses API server on 127.0.0.1 that answers as it is told. It speaks real HTTP over real sockets, keeps
 * connections alive, and records what clients sent.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const http = process.getBuiltinModule('node:http');
  const queue: ScriptedReply[] = [...(options.replies ?? [])];
  const requests: RecordedRequest[] = [];
  const otherRequests: RecordedRequest[] = [];
  const waiting: { count: number; done: (request: RecordedRequest) => void }[] = [];
  let connections = 0;
  let seq = 0;

  const next = async (request: RecordedRequest): Promise<Reply> => {
    const scripted = queue.shift() ?? options.fallback;
    if (scripted === undefined) {
      const message = `the test's model server has no reply left for request ${request.seq}: enqueue one`;
      return reply.fault.status(400, { body: { error: { type: 'invalid_request_error', code: 'no_reply', message } } });
    }
    return typeof scripted === 'function' ? await scripted(request) : scripted;
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const finished = new Promise<boolean>((done) => {
      response.once('close', () => done(response.writableFinished));
    });
    const path = (incoming.url ?? '').split('?')[0] ?? '';
    const isModelRequest = incoming.method === 'POST' && path.endsWith('/responses');
    if (isModelRequest) seq += 1;
    const request = await readRequest(incoming, isModelRequest ? seq : 0, finished);
    if (isModelRequest) {
      requests.push(request);
      for (const one of waiting.filter(({ count }) => count <= requests.length)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.done(requests[one.count - 1] ?? request);
      }
      await send(response, await next(request), request);
      return;
    }
    otherRequests.push(request);
    if (path.endsWith('/models')) {
      const data = (options.models ?? ['gpt-5.2-codex']).map((id) => ({ id, object: 'model', owned_by: 'test' }));
      await send(response, reply.fault.status(200, { body: { object: 'list', data } }), request);
      return;
    }
    await send(response, reply.fault.status(404, { body: { error: { message: `no such path: ${path}` } } }), request);
  };

  const server = http.createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      // The scripted function threw, or the client left while its request was read.
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(400).end(`the test's model server failed: ${String(error)}`);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    otherRequests,
    get connections() {
      return connections;
    },
    get unused() {
      return queue.length;
    },
    enqueue: (...replies) => {
      queue.push(...replies);
    },
    request: (count) => {
      const there = requests[count - 1];
      return there ? Promise.resolve(there) : new Promise((done) => waiting.push({ count, done }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
