// The provider over real connections: what the contract suite does not look at.
import type { ModelEvent, ModelProvider } from '@tenon/plugin-api/model-provider';
import { modelRequest } from '@tenon/testing/model-provider';
import { type ModelServer, reply, startModelServer } from '@tenon/testing/model-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProviderSettings } from '../src/config.ts';
import { createProvider, type ProviderClock } from '../src/provider.ts';

const KEY = 'sk-test-0123456789abcdef';

let server: ModelServer;
let logged: string[];
beforeEach(async () => {
  server = await startModelServer();
  logged = [];
});
afterEach(() => server.close());

function provider(settings: object = {}, clock: ProviderClock = {}): ModelProvider {
  const log = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  return createProvider(
    'mock',
    ProviderSettings.parse({ name: 'Mock', base_url: server.baseUrl, env_key: 'KEY', ...settings }),
    {
      client: { originator: 'tenon', version: '1.0.0', installationId: 'install-1' },
      secrets: { get: async (name) => (name === 'KEY' ? KEY : undefined) },
      logger: { debug: log, info: log, warn: log, error: log },
    },
    clock,
  );
}

const stream = (from: ModelProvider, signal: AbortSignal = new AbortController().signal) =>
  from.stream(modelRequest({ threadId: 'thread-7' }), { signal });

async function collect(from: ModelProvider): Promise<{ events: ModelEvent[]; error: unknown }> {
  const events: ModelEvent[] = [];
  try {
    for await (const event of stream(from)) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

test('headers, query and metadata', async () => {
  server.enqueue(reply.text('x'));
  await collect(provider({ query_params: { v: '2' }, http_headers: { 'X-Team': 'blue' } }));
  const [request] = server.requests;
  expect(request?.url).toBe('/v1/responses?v=2');
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    session_id: 'thread-7',
    'x-client-request-id': 'thread-7',
    originator: 'tenon',
    'user-agent': expect.stringMatching(/^tenon\/1\.0\.0 \(/),
    'x-team': 'blue',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(request?.raw ?? '')),
  });
  expect(request?.body.client_metadata).toEqual({ 'x-codex-installation-id': 'install-1' });
});

test('rate limits come first, also before an error', async () => {
  const headers = { 'x-codex-primary-used-percent': '42' };
  server.enqueue(
    reply.with(reply.text('x'), { headers }),
    reply.fault.status(429, { headers, body: { error: { type: 'usage_limit_reached' } } }),
  );
  const good = await collect(provider());
  expect(good.events[0]).toMatchObject({ type: 'rateLimits', rateLimits: { primary: { usedPercent: 42 } } });
  const bad = await collect(provider());
  expect(bad.events.map(({ type }) => type)).toEqual(['rateLimits']);
  expect(bad.error).toMatchObject({ codexErrorInfo: 'usageLimitExceeded' });
});

test('waits grow, unless the server says how long', async () => {
  const { fault } = reply;
  const waits: number[] = [];
  const clock = {
    random: () => 0.5,
    wait: async (ms: number) => void waits.push(ms),
  };
  server.enqueue(
    fault.status(500),
    fault.status(500),
    fault.status(429, { headers: { 'retry-after-ms': '7' } }),
    fault.drop(),
    fault.status(500),
    fault.failed('rate_limit_exceeded', 'Please try again in 3s.'),
    reply.text('good'),
  );
  const { events, error } = await collect(provider({}, clock));
  expect(error).toBeUndefined();
  // Requests are counted anew for each stream.
  expect(waits).toEqual([200, 400, 7, 200, 200, 3000]);
  const told = events.flatMap((event) => (event.type === 'retrying' ? [[event.attempt, event.maxAttempts]] : []));
  expect(told).toEqual([
    [1, 4],
    [2, 4],
    [3, 4],
    [1, 5],
    [1, 4],
    [2, 5],
  ]);
});

test('more than 100 retries are not made', async () => {
  server.enqueue(...Array.from({ length: 101 }, () => reply.fault.status(500)));
  const { error } = await collect(provider({ request_max_retries: 5000 }, { wait: async () => {} }));
  expect(error).toMatchObject({ codexErrorInfo: 'internalServerError' });
  expect(server.requests).toHaveLength(101);
});

test('a dropped stream without retries', async () => {
  server.enqueue(reply.fault.drop());
  const { error, events } = await collect(provider({ stream_max_retries: 0 }));
  expect(error).toMatchObject({
    code: 'model_stream_failed',
    message: expect.stringMatching(/^stream disconnected before completion: ./),
  });
  expect(events.filter(({ type }) => type === 'textDelta')).toHaveLength(2);
});

test('an incomplete response is not asked for again', async () => {
  server.enqueue(reply.fault.incomplete());
  const { error } = await collect(provider());
  expect(error).toMatchObject({ message: 'Incomplete response returned, reason: max_output_tokens' });
  expect(server.requests).toHaveLength(1);
});

test('no answer at all counts as broken off', async () => {
  server.enqueue(reply.fault.silence(), reply.text('good'));
  const { events, error } = await collect(provider({ stream_idle_timeout_ms: 50 }));
  expect(error).toBeUndefined();
  expect(events[0]).toMatchObject({
    type: 'retrying',
    message: expect.stringContaining('idle timeout'),
    maxAttempts: 5,
  });
});

test('secrets are in no message and no log', async () => {
  const leak = `Incorrect API key: ${KEY}`;
  const { fault } = reply;
  const leaky = [
    fault.status(401, { body: leak }),
    fault.status(400, { body: { error: { message: leak } } }),
    fault.failed('invalid_prompt', leak),
    fault.failed('server_error', leak),
    reply.raw(`data: {"x": ${KEY}\n\n`),
    fault.status(502, { body: leak }),
  ];
  for (const one of leaky) {
    server.enqueue(one, one);
    const { error, events } = await collect(
      provider({ request_max_retries: 1, stream_max_retries: 1 }, { wait: async () => {} }),
    );
    while (server.unused > 0) await fetch(`${server.baseUrl}/responses`, { method: 'POST', body: '{}' });
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify([events, { ...(error as Error) }, String(error)])).not.toContain(KEY);
  }
  await server.close();
  const { error } = await collect(provider({ request_max_retries: 0, query_params: { key: KEY } }));
  expect(String(error)).toContain(server.baseUrl);
  expect(String(error)).not.toContain(KEY);
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join('\n')).not.toContain(KEY);
});

test('a header that cannot be sent is told at once', async () => {
  const { error } = await collect(provider({ http_headers: { 'X-Bad': 'a\nb' } }));
  expect(error).toMatchObject({ code: 'model_request_invalid', message: expect.stringContaining('x-bad') });
  expect(server.requests).toHaveLength(0);
});

test('an item of an unknown type is left out, with a warning', async () => {
  server.enqueue(reply.all(reply.item({ type: 'novelty', id: 'n' }), reply.text('x')));
  const { events } = await collect(provider());
  expect(events.filter(({ type }) => type === 'itemDone')).toHaveLength(1);
  expect(logged).toEqual(['left out an item of the model: unknown type {"type":"novelty"}']);
});

test('a reader that is slow slows the server down, and loses nothing', async () => {
  const count = 200_000;
  server.enqueue(reply.deltas(count));
  const events = stream(provider())[Symbol.asyncIterator]();
  await events.next();
  const request = await server.request(1);
  // Some 40 MB are to come: far more than all buffers on the way hold.
  const outcome = await Promise.race([request.finished, new Promise((done) => setTimeout(done, 200, 'still sending'))]);
  expect(outcome).toBe('still sending');
  let deltas = 0;
  for (let next = await events.next(); !next.done; next = await events.next()) {
    if (next.value.type === 'textDelta') deltas += 1;
  }
  expect(deltas).toBe(count);
  expect(await request.finished).toBe(true);
});
