import { afterEach, expect, test } from 'vitest';
import { type ModelServer, reply, startModelServer } from './model-server.ts';

let server: ModelServer;
afterEach(() => server.close());

type Event = { type: string; [key: string]: unknown };

async function post(body: object = { model: 'm', input: [] }): Promise<Response> {
  return fetch(`${server.baseUrl}/responses?v=1`, { method: 'POST', body: JSON.stringify(body) });
}

const parse = (text: string): Event[] =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((block) => JSON.parse(block.split('\n')[1]?.slice('data: '.length) ?? ''));

test('streams a text in deltas, and records the request', async () => {
  server = await startModelServer({ replies: [reply.text('hello world', { deltas: 3 })] });
  const events = parse(await (await post({ model: 'm', input: [{ type: 'message' }] })).text());
  expect(events.filter(({ type }) => type.endsWith('.delta')).map(({ delta }) => delta)).toEqual([
    'hell',
    'o w',
    'orld',
  ]);
  expect(events[0]).toMatchObject({ type: 'response.created', response: { id: 'resp_1', model: 'm' } });
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { usage: { total_tokens: 110 } } });
  const [request] = server.requests;
  expect(request).toMatchObject({ seq: 1, method: 'POST', url: '/v1/responses?v=1', body: { model: 'm' } });
  expect(request?.raw).toBe('{"model":"m","input":[{"type":"message"}]}');
  expect(await request?.finished).toBe(true);
  expect(server.unused).toBe(0);
});

test('several items in one response: reasoning, calls, custom calls', async () => {
  server = await startModelServer();
  server.enqueue(
    reply.all(
      reply.reasoning(['a', 'b'], { encryptedContent: 'e', content: 'raw' }),
      reply.call('exec_command', { cmd: 'ls' }),
      reply.custom('apply_patch', '*** Begin Patch', { callId: 'c9' }),
    ),
  );
  const done = parse(await (await post()).text()).filter(({ type }) => type === 'response.output_item.done');
  expect(done.map(({ item }) => item)).toMatchObject([
    {
      type: 'reasoning',
      id: 'rs_1_0',
      encrypted_content: 'e',
      summary: [{ text: 'a' }, { text: 'b' }],
      content: [{ type: 'reasoning_text', text: 'raw' }],
    },
    { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}', call_id: 'call_1_1' },
    { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch', call_id: 'c9' },
  ]);
});

test('a reply may be a function of the request; the fallback answers what is left', async () => {
  server = await startModelServer({
    replies: [(request) => reply.text(String(request.body.model))],
    fallback: reply.text('again'),
  });
  expect(await (await post({ model: 'abc' })).text()).toContain('"text":"abc"');
  expect(await (await post()).text()).toContain('"text":"again"');
});

test('without a reply left it says so, and a failing script is told to the client', async () => {
  server = await startModelServer();
  const response = await post();
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('no reply left for request 1');
  server.enqueue(() => {
    throw new Error('oops');
  });
  expect(await (await post()).text()).toContain('oops');
});

test('statuses, with headers and bodies', async () => {
  server = await startModelServer({ replies: [reply.fault.status(429, { retryAfter: 2, body: { error: 1 } })] });
  const response = await post();
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toEqual({ error: 1 });
});

test('a dropped stream delivers its deltas, then breaks', async () => {
  server = await startModelServer({ replies: [reply.fault.drop({ afterDeltas: 2 })] });
  const response = await post();
  let text = '';
  const read = async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  };
  await expect(read()).rejects.toThrow();
  expect(text.match(/output_text\.delta\ndata/g)).toHaveLength(2);
  expect(await server.requests[0]?.finished).toBe(false);
});

test('a held stream goes on when the test lets it', async () => {
  let release = () => {};
  const until = new Promise<void>((done) => {
    release = done;
  });
  server = await startModelServer({ replies: [reply.hold(reply.text('ab', { deltas: 2 }), 1, until)] });
  const reader = (await post()).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('"delta":"a"')) text += (await reader?.read())?.value ?? '';
  expect(text).not.toContain('"delta":"b"');
  release();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
  expect(text).toContain('"delta":"b"');
  expect(text).toContain('response.completed');
});

test('no answer at all, then a connection cut', async () => {
  server = await startModelServer({ replies: [reply.fault.refuse(), reply.fault.silence()] });
  await expect(post()).rejects.toThrow();
  const aborter = new AbortController();
  const silent = fetch(`${server.baseUrl}/responses`, { method: 'POST', body: '{}', signal: aborter.signal });
  const request = await server.request(2);
  aborter.abort();
  await expect(silent).rejects.toThrow();
  expect(await request.finished).toBe(false);
});

test('streams that are not what they should be', async () => {
  const { malformed, failed, incomplete } = reply.fault;
  server = await startModelServer({
    replies: [
      malformed('json'),
      malformed('unknown_event'),
      malformed('missing_fields'),
      malformed('no_completed'),
      malformed('not_sse'),
      failed('rate_limit_exceeded', 'slow down'),
      incomplete(),
    ],
  });
  expect(await (await post()).text()).toContain('data: {"type": "response.outp\n\n');
  expect(await (await post()).text()).toContain('response.novelty');
  expect(await (await post()).text()).toContain('data: {"type":"response.output_item.done"}');
  expect(await (await post()).text()).not.toContain('response.completed');
  expect(await (await post()).text()).toContain('<html>');
  expect(await (await post()).text()).toContain('"error":{"code":"rate_limit_exceeded","message":"slow down"}');
  expect(await (await post()).text()).toContain('"incomplete_details":{"reason":"max_output_tokens"}');
});

test('lists models, and knows other requests', async () => {
  server = await startModelServer({ models: ['a', 'b'] });
  const list = await (await fetch(`${server.baseUrl}/models`)).json();
  expect(list).toMatchObject({ data: [{ id: 'a' }, { id: 'b' }] });
  expect((await fetch(`${server.baseUrl}/nowhere`)).status).toBe(404);
  expect(server.otherRequests.map(({ url }) => url)).toEqual(['/v1/models', '/v1/nowhere']);
  expect(server.requests).toHaveLength(0);
});

test('many deltas arrive whole', async () => {
  server = await startModelServer({ replies: [reply.deltas(50_000)] });
  expect((await (await post()).text()).match(/output_text\.delta\ndata/g)).toHaveLength(50_000);
});
