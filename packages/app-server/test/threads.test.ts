import type { ConfigToml } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import { testModelInfo } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import { appServer, never } from './server.ts';

describe('thread/start', () => {
  test('answers what it will work with, then tells of the thread; nothing is stored', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const result = await client.request('thread/start', { cwd: '/work/here', sandbox: 'workspace-write' });
    expect(result).toMatchObject({
      model: 'test-model',
      modelProvider: 'test',
      cwd: '/work/here',
      approvalPolicy: 'on-request',
      approvalsReviewer: 'user',
      sandbox: { type: 'workspaceWrite', networkAccess: false },
      reasoningEffort: null,
      instructionSources: [],
      thread: { preview: '', ephemeral: false, status: { type: 'idle' }, source: 'vscode', turns: [] },
    });
    await client.until(({ method }) => method === 'thread/started');
    expect(client.messages.slice(-2).map(({ id, method }) => method ?? id)).toEqual([2, 'thread/started']);
    expect(client.notifications('thread/started')[0]?.thread).toEqual(result.thread);
    expect(host.store.threads.size).toBe(0);
  });

  test('the request beats the configuration, the configuration the defaults', async () => {
    const config: ConfigToml = {
      model: 'configured',
      approval_policy: 'never',
      sandbox_mode: 'workspace-write',
      sandbox_workspace_write: { network_access: true, writable_roots: ['/extra'] },
      model_reasoning_effort: 'low',
    };
    await using host = await appServer({ config });
    const client = await host.ready();
    expect(await client.request('thread/start', {})).toMatchObject({
      cwd: '/work',
      model: 'configured',
      approvalPolicy: 'never',
      reasoningEffort: 'low',
      sandbox: { type: 'workspaceWrite', networkAccess: true, writableRoots: ['/extra'] },
    });
    const asked = { model: 'asked', approvalPolicy: 'untrusted', sandbox: 'danger-full-access' } as const;
    expect(
      await client.request('thread/start', { ...asked, config: { model_reasoning_effort: 'high' } }),
    ).toMatchObject({
      model: 'asked',
      approvalPolicy: 'untrusted',
      reasoningEffort: 'high',
      sandbox: { type: 'dangerFullAccess' },
      permissionProfile: { type: 'disabled' },
    });
  });

  test('without a level of trust a folder is only read', async () => {
    const config: ConfigToml = {
      projects: { '/work/good': { trust_level: 'trusted' }, '/work/good/bad': { trust_level: 'untrusted' } },
    };
    await using host = await appServer({ config });
    const client = await host.ready();
    const start = async (cwd: string) => {
      const { sandbox, approvalPolicy } = await client.request('thread/start', { cwd });
      return [sandbox.type, approvalPolicy];
    };
    expect(await start('/work')).toEqual(['readOnly', 'on-request']);
    expect(await start('/work/good')).toEqual(['workspaceWrite', 'on-request']);
    expect(await start('/work/good/bad')).toEqual(['workspaceWrite', 'untrusted']);
    expect(await start('/work/goodness')).toEqual(['readOnly', 'on-request']);
  });
});

describe('thread/read, thread/list, thread/loaded/list', () => {
  test('a loaded thread, before and after its first turn', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    expect((await client.request('thread/read', { threadId: thread.id })).thread).toEqual(thread);
    expect(await client.refused('thread/read', { threadId: thread.id, includeTurns: true })).toMatchObject({
      code: -32600,
      message: expect.stringContaining(
        'is not materialized yet; includeTurns is unavailable before first user message',
      ),
    });
    const { id } = await client.turn(thread.id, 'hello');
    const read = await client.request('thread/read', { threadId: thread.id, includeTurns: true });
    expect(read.thread).toMatchObject({
      preview: 'hello',
      status: { type: 'idle' },
      turns: [
        {
          id,
          status: 'completed',
          items: [
            { type: 'userMessage', content: [{ type: 'text', text: 'hello' }] },
            { type: 'agentMessage', text: 'ok' },
          ],
        },
      ],
    });
    expect((await client.request('thread/read', { threadId: thread.id })).thread.turns).toEqual([]);
  });

  test('a turn that runs is in progress, to whoever reads or joins', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    host.model.answer = () => never();
    const { turn } = await client.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'go' }] });
    await host.model.requested(1);
    const read = await client.request('thread/read', { threadId: thread.id, includeTurns: true });
    expect(read.thread).toMatchObject({
      status: { type: 'active', activeFlags: [] },
      turns: [{ id: turn.id, status: 'inProgress' }],
    });
    const other = await host.ready();
    const joined = await other.request('thread/resume', { threadId: thread.id });
    expect(joined.thread.turns).toMatchObject([{ id: turn.id, status: 'inProgress' }]);
  });

  test('a stored thread, and one that is not there', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', {});
    await client.turn(thread.id, 'kept');
    await using later = await appServer();
    for (const [id, kept] of host.store.threads) later.store.put(kept.meta, host.store.lines(id).slice(1));
    const reader = await later.ready();
    expect((await reader.request('thread/read', { threadId: thread.id })).thread).toMatchObject({
      id: thread.id,
      preview: 'kept',
      status: { type: 'notLoaded' },
      turns: [],
    });
    expect(await reader.refused('thread/read', { threadId: 'none' })).toMatchObject({
      code: -32600,
      message: 'thread not loaded: none',
    });
    const list = await reader.request('thread/list', {});
    expect(list.data.map(({ id, status }) => [id, status.type])).toEqual([[thread.id, 'notLoaded']]);
    await reader.request('thread/resume', { threadId: thread.id });
    expect((await reader.request('thread/list', {})).data[0]?.status).toEqual({ type: 'idle' });
  });

  test('lists page by page, and leave out what was not asked for', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      const { thread } = await client.request('thread/start', {});
      await client.turn(thread.id, text);
      ids.unshift(thread.id);
    }
    const first = await client.request('thread/list', { limit: 2 });
    const second = await client.request('thread/list', { limit: 2, cursor: first.nextCursor ?? null });
    expect([...first.data, ...second.data].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(second.nextCursor).toBeNull();
    expect((await client.request('thread/list', { modelProviders: ['another'] })).data).toEqual([]);
    expect((await client.request('thread/list', { cwd: '/elsewhere' })).data).toEqual([]);
    expect((await client.request('thread/list', { searchTerm: 'two' })).data).toMatchObject([{ preview: 'two' }]);
    expect(await client.refused('thread/list', { cursor: 'rubbish' })).toMatchObject({
      code: -32600,
      data: { code: 'invalid_cursor' },
    });

    const all = await client.request('thread/loaded/list', {});
    expect(all).toEqual({ data: ids.toReversed(), nextCursor: null });
    const part = await client.request('thread/loaded/list', { limit: 2 });
    expect(part).toEqual({ data: all.data.slice(0, 2), nextCursor: all.data[1] });
    expect(await client.request('thread/loaded/list', { cursor: part.nextCursor ?? null })).toEqual({
      data: all.data.slice(2),
      nextCursor: null,
    });
  });
});

describe('thread/resume', () => {
  test('a stored thread under its own settings; the request’s own win', async () => {
    await using host = await appServer();
    const client = await host.ready();
    const started = await client.request('thread/start', {
      sandbox: 'danger-full-access',
      approvalPolicy: 'untrusted',
    });
    const { id } = started.thread;
    await client.turn(id);
    await using later = await appServer({ config: { approval_policy: 'never', sandbox_mode: 'read-only' } });
    later.store.put(host.store.threads.get(id)?.meta ?? expect.fail('not stored'), host.store.lines(id).slice(1));
    const one = await later.ready();
    const { thread, ...settings } = await one.request('thread/resume', { threadId: id, model: 'asked' });
    expect(settings).toMatchObject({
      approvalPolicy: 'untrusted',
      sandbox: { type: 'dangerFullAccess' },
      model: 'asked',
      cwd: '/work',
    });
    expect(thread.turns).toMatchObject([{ status: 'completed' }]);
    const two = await later.ready();
    expect((await two.request('thread/resume', { threadId: id, excludeTurns: true })).thread.turns).toEqual([]);
    expect(await one.turn(id)).toMatchObject({ status: 'completed' });
    expect(two.methods()).toContain('turn/completed');
  });

  test('one that is not there, and one that somebody else holds', async () => {
    await using host = await appServer();
    const client = await host.ready();
    expect(await client.refused('thread/resume', { threadId: 'none' })).toMatchObject({
      code: -32600,
      message: 'thread not found: none',
      data: { code: 'thread_not_found' },
    });
    const { thread } = await client.request('thread/start', {});
    await client.turn(thread.id);
    await using later = await appServer();
    const kept = host.store.threads.get(thread.id) ?? expect.fail('not stored');
    later.store.put(kept.meta, kept.lines.slice(1));
    const copy = later.store.threads.get(thread.id) ?? expect.fail('not put');
    copy.held = true;
    const other = await later.ready();
    expect(await other.refused('thread/resume', { threadId: thread.id })).toMatchObject({
      code: -32600,
      data: { code: 'thread_locked' },
    });
    copy.held = false;
    expect((await other.request('thread/resume', { threadId: thread.id })).thread.id).toBe(thread.id);
  });
});

test('thread/unsubscribe: nothing more comes, the thread stays loaded', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const other = await host.ready();
  const { thread } = await client.request('thread/start', {});
  expect(await client.request('thread/unsubscribe', { threadId: 'none' })).toEqual({ status: 'notLoaded' });
  expect(await other.request('thread/unsubscribe', { threadId: thread.id })).toEqual({ status: 'notSubscribed' });
  expect(await client.request('thread/unsubscribe', { threadId: thread.id })).toEqual({ status: 'unsubscribed' });
  expect(await client.request('thread/unsubscribe', { threadId: thread.id })).toEqual({ status: 'notSubscribed' });
  expect(await client.request('thread/loaded/list', {})).toEqual({ data: [thread.id], nextCursor: null });
  await other.request('thread/resume', { threadId: thread.id });
  const before = client.messages.length;
  await other.turn(thread.id);
  expect(client.messages).toHaveLength(before);
});

test('model/list: what is visible, page by page, in the wire’s own fields', async () => {
  const models = ['one', 'two', 'hidden'].map((id) => ({ ...testModelInfo, id, model: id, hidden: id === 'hidden' }));
  await using host = await appServer({ models });
  const client = await host.ready();
  const all = await client.request('model/list', {});
  expect(all.data.map(({ id }) => id)).toEqual(['one', 'two']);
  expect(all.nextCursor).toBeNull();
  const first = await client.request('model/list', { limit: 1, includeHidden: true });
  expect(first).toMatchObject({ data: [{ id: 'one' }], nextCursor: '1' });
  expect((await client.request('model/list', { cursor: '1', includeHidden: true })).data).toHaveLength(2);
  expect(await client.refused('model/list', { cursor: 'x' })).toMatchObject({ message: 'invalid cursor: x' });
});

test('the host is opened behind the handshake, before anybody needs it', async () => {
  const opening = Promise.withResolvers<void>();
  await using host = await appServer({ beforeOpen: () => opening.resolve() });
  await host.ready();
  await opening.promise;
});

describe('a host that cannot be opened', () => {
  test('is told to whoever needed it; the next request tries anew', async () => {
    let broken = true;
    await using host = await appServer({
      beforeOpen: () => {
        if (broken) {
          const mend = 'Mend the file.';
          throw tenonError({ code: 'config_invalid', message: 'line 3 is no TOML', mend, file: '/home/u/config.toml' });
        }
      },
    });
    // The handshake needs no host.
    const client = await host.ready();
    const error = {
      code: -32600,
      message: 'line 3 is no TOML',
      data: { code: 'config_invalid', mend: 'Mend the file.', file: '/home/u/config.toml' },
    };
    expect(await client.refused('thread/start', {})).toEqual(error);
    expect(await client.refused('model/list', {})).toEqual(error);
    broken = false;
    expect((await client.request('thread/start', {})).model).toBe('test-model');
  });

  test('a client that leaves, and the end of the server, are no trouble then', async () => {
    const opening = Promise.withResolvers<void>();
    const fail = Promise.withResolvers<void>();
    await using host = await appServer({
      beforeOpen: () => {
        opening.resolve();
        return fail.promise;
      },
    });
    const client = await host.ready();
    const asking = client.refused('thread/start', {});
    await opening.promise;
    const gone = client.disconnect();
    fail.reject(new Error('no host'));
    await gone;
    expect(await asking).toMatchObject({ code: -32603, message: 'no host' });
    await host.server.close();
  });
});

test('warnings of the configuration are told to every client that is there', async () => {
  const warnings = [
    {
      summary: 'unknown key `modle`',
      details: 'did you mean `model`?',
      path: '/home/u/config.toml',
      line: 3,
      column: 1,
    },
    { summary: 'something else', details: null },
  ];
  await using host = await appServer({ warnings });
  const client = await host.ready();
  const other = await host.ready();
  await client.request('thread/loaded/list', {});
  for (const one of [client, other]) {
    expect(one.notifications('configWarning')).toEqual([
      {
        summary: 'unknown key `modle`',
        details: 'did you mean `model`?',
        path: '/home/u/config.toml',
        range: { start: { line: 3, column: 1 }, end: { line: 3, column: 1 } },
      },
      { summary: 'something else', details: null },
    ]);
  }
});
