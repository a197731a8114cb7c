import type { UserInput } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { appServer, never } from './server.ts';

const text = (words: string): UserInput[] => [{ type: 'text', text: words }];
const said = (turns: readonly { readonly items: readonly object[] }[]) =>
  turns.flatMap(({ items }) => items.map((item) => ('text' in item ? item.text : JSON.stringify(item))));

async function started(options: Parameters<typeof appServer>[0] = {}) {
  const host = await appServer(options);
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  return { host, client, threadId: thread.id, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

test('turn/start while a turn runs: its own id, in progress; with queue an id of its own', async () => {
  await using world = await started();
  const { host, client, threadId } = world;
  const go = Promise.withResolvers<void>();
  host.model.answer = async (_, { number }) => {
    if (number === 1) await go.promise;
    return [{ type: 'say', text: `answer ${number}` }];
  };
  const { turn } = await client.request('turn/start', { threadId, input: text('one') });
  await host.model.requested(1);
  const steered = await client.request('turn/start', { threadId, input: text('two') });
  expect(steered.turn).toMatchObject({ id: turn.id, status: 'inProgress' });
  const queued = await client.request('turn/start', { threadId, input: text('three'), queue: true });
  expect(queued.turn).toMatchObject({ id: expect.not.stringContaining(turn.id), status: 'inProgress' });
  go.resolve();
  expect(await client.ended(turn.id)).toMatchObject({ status: 'completed' });
  expect(await client.ended(queued.turn.id)).toMatchObject({ status: 'completed' });
  const stable = await host.ready({});
  expect((await stable.refused('turn/start', { threadId, input: text('x'), queue: true })).message).toContain('queue');
});

describe('what is known of a thread', () => {
  test('name: trimmed, told to who watches, kept when it is not loaded', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    await client.turn(threadId);
    expect((await client.refused('thread/name/set', { threadId, name: '  ' })).message).toBe(
      'thread name must not be empty',
    );
    expect(await client.request('thread/name/set', { threadId, name: ' one ' })).toEqual({});
    expect(client.notifications('thread/name/updated')).toEqual([{ threadId, threadName: 'one' }]);
    expect((await client.request('thread/read', { threadId })).thread.name).toBe('one');
    await client.request('thread/archive', { threadId });
    await client.request('thread/unarchive', { threadId });
    await client.request('thread/name/set', { threadId, name: 'two' });
    expect((await client.request('thread/read', { threadId })).thread.name).toBe('two');
    expect(client.notifications('thread/name/updated')).toHaveLength(2);
    expect(host.store.threads.get(threadId)?.held).toBe(false);
    expect((await client.refused('thread/name/set', { threadId: 'none', name: 'x' })).message).toContain('not found');
  });

  test('a name that cannot be stored is not told', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    await client.turn(threadId);
    host.store.fault = () => new Error('disk full');
    expect((await client.refused('thread/name/set', { threadId, name: 'x' })).message).toContain('disk full');
    expect(client.notifications('thread/name/updated')).toEqual([]);
    expect((await client.request('thread/read', { threadId })).thread.name).toBeNull();
    host.store.fault = () => undefined;
  });

  test('git info: fields are set and cleared one by one; memory mode is another meta line', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    await client.turn(threadId);
    expect((await client.refused('thread/metadata/update', { threadId, gitInfo: {} })).message).toBe(
      'gitInfo must include at least one field',
    );
    await client.request('thread/metadata/update', { threadId, gitInfo: { sha: 'abc', branch: 'main' } });
    const { thread } = await client.request('thread/metadata/update', { threadId, gitInfo: { branch: null } });
    expect(thread.gitInfo).toEqual({ sha: 'abc', branch: null, originUrl: null });
    expect(await client.request('thread/memoryMode/set', { threadId, mode: 'disabled' })).toEqual({});
    expect(host.store.lines(threadId).at(-1)).toMatchObject({
      type: 'session_meta',
      payload: { id: threadId, memory_mode: 'disabled' },
    });
  });
});

describe('thread/rollback', () => {
  test('answers the pruned thread; the model forgets; refused while a turn runs', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    host.model.answer = (_, { number }) => [{ type: 'say', text: `answer ${number}` }];
    await client.turn(threadId, 'one');
    await client.turn(threadId, 'second wish');
    expect((await client.refused('thread/rollback', { threadId, numTurns: 0 })).message).toBe('numTurns must be >= 1');
    const { thread } = await client.request('thread/rollback', { threadId, numTurns: 1 });
    expect(said(thread.turns)).toEqual([expect.stringContaining('one'), 'answer 1']);
    await client.turn(threadId, 'three');
    const input = host.model.requests[2]?.input ?? '';
    expect(input).toContain('answer 1');
    expect(input).not.toContain('second wish');
    expect(input.match(/<permissions>/g)).toHaveLength(1);
    expect((await client.request('thread/rollback', { threadId, numTurns: 99 })).thread.turns).toEqual([]);
    await client.turn(threadId, 'four');
    expect(host.model.requests[3]?.input.match(/<permissions>/g)).toHaveLength(1);
    host.model.answer = () => never();
    const { turn } = await client.request('turn/start', { threadId, input: text('x') });
    expect((await client.refused('thread/rollback', { threadId, numTurns: 1 })).data).toMatchObject({
      code: 'turn_active',
    });
    await client.request('turn/interrupt', { threadId, turnId: turn.id });
  });
});

describe('thread/inject_items', () => {
  test('the model finds them, without ids; what is no item is refused by its number', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    const item = { type: 'message', id: 'msg_1', role: 'user', content: [{ type: 'input_text', text: 'injected' }] };
    expect((await client.refused('thread/inject_items', { threadId, items: [item, { role: 1 }] })).message).toContain(
      'items[1]',
    );
    expect(host.store.lines(threadId)).toEqual([]);
    expect(await client.request('thread/inject_items', { threadId, items: [item] })).toEqual({});
    await client.turn(threadId);
    expect(host.model.requests[0]?.input).toContain('injected');
    expect(host.model.requests[0]?.input).not.toContain('msg_1');
  });
});

test('thread/turns/list: newest first, pages neither repeat nor skip, either way', async () => {
  await using world = await started();
  const { client, threadId } = world;
  const ids: string[] = [];
  for (const word of ['a', 'b', 'c', 'd', 'e']) ids.push((await client.turn(threadId, word)).id);
  const walk = async (sortDirection: 'asc' | 'desc') => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await client.request('thread/turns/list', { threadId, limit: 2, sortDirection, cursor });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? null;
    }
    return seen;
  };
  expect(await walk('asc')).toEqual(ids);
  expect(await walk('desc')).toEqual(ids.toReversed());
  expect((await client.refused('thread/turns/list', { threadId, cursor: 'zzz' })).message).toBe('invalid cursor: zzz');
});

describe('thread/archive', () => {
  test('unloads, tells everybody, and comes back', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    const other = await host.ready();
    expect((await client.refused('thread/archive', { threadId })).message).toContain('no rollout found');
    await client.turn(threadId);
    expect(await client.request('thread/archive', { threadId })).toEqual({});
    expect(other.notifications('thread/archived')).toEqual([{ threadId }]);
    expect(client.notifications('thread/status/changed').at(-1)).toEqual({ threadId, status: { type: 'notLoaded' } });
    expect((await client.request('thread/loaded/list', {})).data).toEqual([]);
    expect((await client.request('thread/list', {})).data).toEqual([]);
    const { thread } = await client.request('thread/unarchive', { threadId });
    expect(thread).toMatchObject({ id: threadId, status: { type: 'notLoaded' } });
    expect(other.notifications('thread/unarchived')).toEqual([{ threadId }]);
    await client.request('thread/resume', { threadId });
    expect(await client.turn(threadId)).toMatchObject({ status: 'completed' });
  });
});

test('thread/compact/start and thread/shellCommand answer at once, and run as turns', async () => {
  await using world = await started();
  const { host, client, threadId } = world;
  const completed = async (type: string) =>
    client.until(
      ({ method, params }) => method === 'item/completed' && (params as { item: { type: string } }).item.type === type,
    );
  await client.turn(threadId, 'wish');
  host.model.answer = () => [{ type: 'say', text: 'summed up' }];
  expect(await client.request('thread/compact/start', { threadId })).toEqual({});
  const { params } = await completed('contextCompaction');
  await client.ended((params as { turnId: string }).turnId);
  host.environment.command = () => ({ output: 'from the shell' });
  expect(await client.request('thread/shellCommand', { threadId, command: 'ls' })).toEqual({});
  const shell = await completed('commandExecution');
  await client.ended((shell.params as { turnId: string }).turnId);
  expect(await client.request('thread/backgroundTerminals/clean', { threadId })).toEqual({});
  await client.turn(threadId, 'next');
  const input = host.model.requests.at(-1)?.input;
  for (const words of ['wish', 'summed up', 'from the shell', 'next']) expect(input).toContain(words);
});

describe('thread/fork', () => {
  test('begins with what the other has; both go on apart', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    await client.turn(threadId, 'common');
    const { thread } = await client.request('thread/fork', { threadId, model: 'other-model' });
    expect(thread).toMatchObject({ forkedFromId: threadId, ephemeral: false });
    expect(said(thread.turns)[0]).toContain('common');
    const note = await client.until(
      ({ method, params }) =>
        method === 'thread/started' && (params as { thread: { id: string } }).thread.id === thread.id,
    );
    expect(note.params).toMatchObject({ thread: { turns: [] } });
    await client.turn(thread.id, 'apart');
    expect(host.model.requests.at(-1)?.input).toContain('common');
    expect(host.model.requests.at(-1)?.request.model).toBe('other-model');
    const parent = await client.request('thread/read', { threadId, includeTurns: true });
    expect(JSON.stringify(parent.thread.turns)).not.toContain('apart');
  });

  test('in mid-turn: the turn is an interrupted one there, and goes on here', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    const go = Promise.withResolvers<void>();
    host.model.answer = async () => {
      await go.promise;
      return [{ type: 'say', text: 'done' }];
    };
    const { turn } = await client.request('turn/start', { threadId, input: text('long') });
    await host.model.requested(1);
    const { thread } = await client.request('thread/fork', { threadId });
    expect(thread.turns.map(({ status }) => status)).toEqual(['interrupted']);
    go.resolve();
    expect(await client.ended(turn.id)).toMatchObject({ status: 'completed' });
    await client.turn(thread.id);
    expect(host.model.requests.at(-1)?.input).toContain('<turn_aborted>');
  });

  test('ephemeral: nothing of it is stored; excludeTurns; one that is not stored cannot be forked', async () => {
    await using world = await started();
    const { host, client, threadId } = world;
    expect((await client.refused('thread/fork', { threadId })).message).toContain('no rollout found');
    await client.turn(threadId, 'common');
    const { thread } = await client.request('thread/fork', { threadId, ephemeral: true, excludeTurns: true });
    expect(thread).toMatchObject({ ephemeral: true, path: null, turns: [] });
    await client.turn(thread.id, 'apart');
    expect(host.model.requests.at(-1)?.input).toContain('common');
    expect(host.store.threads.has(thread.id)).toBe(false);
    const again = await client.request('thread/fork', { threadId: thread.id });
    expect(said(again.thread.turns).join()).toContain('apart');
    expect(host.store.threads.has(again.thread.id)).toBe(true);
  });
});

test('thread/resume with a history makes a new thread', async () => {
  await using world = await started();
  const { host, client, threadId } = world;
  const content = [{ type: 'input_text' as const, text: 'old' }];
  const history = [{ type: 'message' as const, role: 'user' as const, content }];
  const resumed = await client.request('thread/resume', { threadId, history });
  expect((await client.refused('thread/resume', { threadId, history: [] })).message).toBe('history must not be empty');
  const { thread } = resumed as { thread: { id: string } };
  expect(thread.id).not.toBe(threadId);
  await client.turn(thread.id);
  expect(host.model.requests[0]?.input).toContain('old');
});
