import { describe, expect, test } from 'vitest';
import { appServer } from './server.ts';

const invalid = (message: string | RegExp) => ({
  code: -32600,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});

describe('handshake', () => {
  test('who is served, and where its home is', async () => {
    await using host = await appServer();
    const client = host.client();
    const result = await client.request('initialize', { clientInfo: { name: 'probe', title: null, version: '1.2.3' } });
    expect(result).toEqual({
      userAgent: expect.stringMatching(/^probe\/0\.128\.0 \(.+; .+\) tenon\/0\.0\.0 \(probe; 1\.2\.3\)$/),
      codexHome: '/home/u/.codex',
      platformFamily: 'unix',
      platformOs: expect.any(String),
    });
  });

  test('before it, everything is refused: known, unknown, with bad params', async () => {
    await using host = await appServer();
    const client = host.client();
    for (const [method, params] of [
      ['thread/start', {}],
      ['thread/start', { sandbox: 'glass' }],
      ['no/such/method', {}],
    ] as const) {
      expect(await client.refused(method, params)).toEqual(invalid('Not initialized'));
    }
  });

  test('a second one is refused, also when both are sent at once', async () => {
    await using host = await appServer();
    const client = await host.ready();
    expect(await client.refused('initialize', { clientInfo: { name: 'x', version: '1' } })).toEqual(
      invalid('Already initialized'),
    );
    const other = host.client();
    const clientInfo = { name: 'x', version: '1' };
    const both = await Promise.allSettled([
      other.request('initialize', { clientInfo }),
      other.request('initialize', { clientInfo }),
    ]);
    expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { message: 'Already initialized' } }]);
  });

  test('one without clientInfo is refused, and a good one after it is not', async () => {
    await using host = await appServer();
    const client = host.client();
    expect(await client.refused('initialize', {})).toEqual(invalid('Invalid request: missing field `clientInfo`'));
    expect(await client.refused('initialize')).toEqual(invalid('Invalid request: missing field `clientInfo`'));
    await client.initialize();
    expect(await client.request('thread/loaded/list', {})).toEqual({ data: [], nextCursor: null });
  });

  test('requests right behind it wait for it', async () => {
    await using host = await appServer();
    const client = host.client();
    const both = [client.initialize(), client.request('thread/loaded/list', {})];
    await Promise.all(both);
    expect(client.messages.map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('requests', () => {
  test('an unknown method', async () => {
    await using host = await appServer();
    const client = await host.ready();
    expect(await client.refused('no/such/method', {})).toEqual(
      invalid(/^Invalid request: unknown variant `no\/such\/method`, expected one of `initialize`, `thread\/start`/),
    );
    expect(await client.refused('toString', {})).toEqual(invalid(/unknown variant/));
  });

  test.each([
    ['thread/start', { sandbox: 'glass' }, /^Invalid request: unknown variant "glass" for `sandbox`, expected one of/],
    ['thread/start', { approvalPolicy: 'maybe' }, /^Invalid request: .*"maybe" for `approvalPolicy`/],
    ['thread/read', {}, 'Invalid request: missing field `threadId`'],
    ['thread/read', { threadId: 7 }, /^Invalid request: invalid type: 7 for `threadId`, expected string/],
    ['turn/start', { threadId: 'x' }, 'Invalid request: missing field `input`'],
    ['turn/start', [], /^Invalid request: /],
    ['thread/start', 'text', /^Invalid request: /],
    ['thread/start', { cwd: 'relative/folder' }, /^Invalid request: cwd must be absolute/],
  ])('bad params of %s: %j', async (method, params, message) => {
    await using host = await appServer();
    const client = await host.ready();
    expect(await client.refused(method, params)).toMatchObject(invalid(message));
    expect(await client.request('thread/loaded/list', {})).toEqual({ data: [], nextCursor: null });
  });

  test('ids are strings or integers and come back as they were; a `jsonrpc` member is no matter', async () => {
    await using host = await appServer();
    const client = host.client();
    const clientInfo = { name: 'x', version: '1' };
    await client.requestAs('one', 'initialize', { clientInfo });
    await expect(client.requestAs(-5, 'no/such/method')).rejects.toThrow('unknown variant');
    client.send({ jsonrpc: '2.0', id: 'three', method: 'no/such/method' });
    await client.until(({ id }) => id === 'three');
    expect(client.messages.map((message) => [message.id, Object.keys(message)])).toEqual([
      ['one', ['id', 'result']],
      [-5, ['error', 'id']],
      ['three', ['error', 'id']],
    ]);
  });

  test('what is owed no answer gets none, and the connection lives', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const before = client.messages.length;
    const nothings: readonly unknown[] = [
      { id: null, method: 'thread/loaded/list' },
      { id: 1.5, method: 'thread/loaded/list' },
      { id: { a: 1 }, method: 'thread/loaded/list' },
      { method: 'initialized' },
      { method: 'no/such/notification', params: {} },
      [{ id: 90, method: 'thread/loaded/list' }],
      [],
      'text',
      null,
      {},
      { id: 91 },
      { id: 0, result: { decision: 'accept' } },
      { id: 0, error: { code: 1, message: 'no' } },
    ];
    for (const nothing of nothings) client.send(nothing);
    expect(await client.request('thread/loaded/list', {})).toEqual({ data: [], nextCursor: null });
    expect(client.messages).toHaveLength(before + 1);
    // Batches, things that are no objects, and answers to nothing are told to the operator.
    expect(host.errors.length).toBeGreaterThan(0);
  });

  test('too many at once are turned away, not lost', async () => {
    await using host = await appServer();
    const client = await host.ready();
    // The handshake is behind us.
    await client.connection.settled();
    const all = await Promise.allSettled(Array.from({ length: 1030 }, () => client.request('thread/loaded/list', {})));
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason.error] : []));
    expect(refused).toHaveLength(6);
    expect(refused[0]).toEqual({ code: -32001, message: 'Server overloaded; retry later.' });
    await client.connection.settled();
    expect(await client.request('thread/loaded/list', {})).toEqual({ data: [], nextCursor: null });
  });
});

describe('capabilities', () => {
  test.each([
    ['thread/start', 'dynamicTools', []],
    ['thread/start', 'persistExtendedHistory', true],
    ['thread/resume', 'path', '/x.jsonl'],
    ['turn/start', 'collaborationMode', { mode: 'plan', settings: { model: 'm' } }],
  ])('%s.%s is for experimental clients alone', async (method, field, value) => {
    await using host = await appServer();
    const plain = await host.ready({});
    const base = { threadId: 'none', input: [{ type: 'text', text: 'x' }] };
    expect(await plain.refused(method, { ...base, [field]: value })).toEqual(
      invalid(`${method}.${field} requires experimentalApi capability`),
    );
    const experimental = await host.ready();
    const answered = await experimental.request(method, { ...base, [field]: value }).catch((error) => error.message);
    expect(String(answered)).not.toContain('requires experimentalApi');
  });

  test('an experimental field that is off is no use of it', async () => {
    await using host = await appServer();
    const client = await host.ready({});
    const result = await client.request('thread/start', { persistExtendedHistory: false, dynamicTools: null });
    expect(result.thread.id).toMatch(/./);
  });

  test.each([
    ['thread/start', 'dynamicTools', [{ name: 't', description: '', inputSchema: {} }]],
    ['thread/start', 'environments', []],
    ['thread/start', 'approvalsReviewer', 'auto_review'],
    ['turn/start', 'collaborationMode', { mode: 'plan', settings: { model: 'm' } }],
  ])('%s.%s is there but not supported, and says so', async (method, field, value) => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const base = { threadId: thread.id, input: [{ type: 'text', text: 'x' }] };
    expect(await client.refused(method, { ...base, [field]: value })).toMatchObject({
      ...invalid(/is unsupported in this version$/),
      data: { code: 'unsupported' },
    });
    expect(host.model.requests).toEqual([]);
  });

  test('the default collaboration mode is another way to name a model', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    const { turn } = await client.request('turn/start', {
      threadId: thread.id,
      input: [{ type: 'text', text: 'x' }],
      model: 'not-this-one',
      collaborationMode: { mode: 'default', settings: { model: 'this-one', reasoning_effort: 'high' } },
    });
    await client.ended(turn.id);
    expect(host.model.requests[0]?.request.model).toBe('this-one');
  });

  test('notifications a client opted out of are not sent to it, by exact name; answers are', async () => {
    await using host = await appServer();
    const client = await host.ready({ optOutNotificationMethods: ['item/agentMessage/delta', 'turn/'] });
    const other = await host.ready();
    const { thread } = await client.request('thread/start', {});
    await client.turn(thread.id);
    await other.request('thread/resume', { threadId: thread.id });
    expect(await client.turn(thread.id)).toMatchObject({ status: 'completed' });
    expect(client.methods()).not.toContain('item/agentMessage/delta');
    expect(client.methods()).toContain('turn/started');
    expect(other.methods()).toContain('item/agentMessage/delta');
  });
});
