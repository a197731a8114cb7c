import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { threadTurns } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import { items, never, settings, texts, turn, world } from './world.ts';

const defaults = { ...settings, model: 'other-model', approvalPolicy: 'never' as const };

test('a thread goes on as it was: settings, history, preview, usage', async () => {
  await using host = await world();
  const thread = host.newThread({ developerInstructions: 'be brief' });
  await turn(thread, 'the first words', {
    cwd: '/work/sub',
    approvalPolicy: 'untrusted',
    permissionProfile: profileOfPolicy({ type: 'readOnly', networkAccess: true }),
    effort: 'high',
  });
  await host.manager.unload(thread.id);
  const other = await host.another();
  const { thread: again, joined } = await other.manager.resume({ id: thread.id }, { defaults });
  expect(joined).toBe(false);
  expect(again.settings).toMatchObject({
    cwd: '/work/sub',
    model: 'test-model',
    approvalPolicy: 'untrusted',
    permissionProfile: profileOfPolicy({ type: 'readOnly', networkAccess: true }),
    effort: 'high',
  });
  expect(again.toWire()).toMatchObject({
    id: thread.id,
    preview: 'the first words',
    status: { type: 'idle' },
    turns: [],
  });
  let total = 0;
  again.subscribe(({ notification }) => {
    if (notification.method === 'thread/tokenUsage/updated') total = notification.params.tokenUsage.total.totalTokens;
  });
  await turn(again, 'the second');
  expect(total).toBe(240);
  expect(host.model.requests[1]?.input.startsWith(host.model.requests[0]?.input.slice(0, -1) ?? '?')).toBe(true);
  // Nothing changed, so nothing is told anew.
  expect(texts(host.store.lines(thread.id)).slice(-2)).toEqual(['the second', 'ok']);
  expect(texts(host.store.lines(thread.id)).filter((text) => text.includes('<permissions>'))).toHaveLength(1);
});

test('what the resume asks for wins over what is stored, and the model is told of it', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread);
  await host.manager.unload(thread.id);
  const { thread: again } = await host.manager.resume(
    { id: thread.id },
    { defaults, overrides: { permissionProfile: { type: 'disabled' }, cwd: '/elsewhere' } },
  );
  expect(again.settings).toMatchObject({ permissionProfile: { type: 'disabled' }, cwd: '/elsewhere' });
  await turn(again, 'next');
  const said = texts(host.store.lines(thread.id));
  const told = said.slice(said.indexOf('ok') + 1);
  expect(told[0]).toContain('not confined by a sandbox');
  expect(told[1]).toContain('<cwd>/elsewhere</cwd>');
  expect(told.slice(2)).toEqual(['next', 'ok']);
});

test('instructions come back with the thread, unless others are asked for', async () => {
  await using host = await world();
  const thread = host.newThread({ baseInstructions: 'speak softly' });
  await turn(thread);
  const again = async (overrides = {}) => {
    await host.manager.unload(thread.id);
    const resumed = await host.manager.resume({ id: thread.id }, { defaults, overrides });
    await turn(resumed.thread);
    return host.model.requests.at(-1)?.request.instructions;
  };
  expect(host.model.requests[0]?.request.instructions).toBe('speak softly');
  expect(await again()).toBe('speak softly');
  expect(await again({ baseInstructions: 'carry a stick' })).toBe('carry a stick');
});

test('two resumes at once, and one of a loaded thread, join one thread', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread);
  await host.manager.unload(thread.id);
  const both = await Promise.all([
    host.manager.resume({ id: thread.id }, { defaults }),
    host.manager.resume({ id: thread.id }, { defaults }),
  ]);
  expect(both.map(({ joined }) => joined)).toEqual([false, true]);
  expect(both[0].thread).toBe(both[1].thread);
  const third = await host.manager.resume({ id: thread.id }, { defaults });
  expect(third).toMatchObject({ joined: true });
  expect(third.thread).toBe(both[0].thread);
  expect(host.manager.loaded()).toEqual([third.thread]);
});

test('a thread that is not there, or in another process’s hands', async () => {
  await using host = await world();
  await expect(host.manager.resume({ id: 'none' }, { defaults })).rejects.toMatchObject({ code: 'thread_not_found' });
  const thread = host.newThread();
  await turn(thread);
  const other = await host.another();
  await expect(other.manager.resume({ id: thread.id }, { defaults })).rejects.toMatchObject({ code: 'thread_locked' });
  expect(other.manager.loaded()).toEqual([]);
  // Reading takes no lease.
  expect((await other.manager.read({ id: thread.id })).summary.preview).toBe('go');
  await host.manager.unload(thread.id);
  expect((await other.manager.resume({ id: thread.id }, { defaults })).joined).toBe(false);
});

test('a resume right after the thread is let go waits for it', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread);
  host.model.answer = () => never();
  thread.startTurn([{ type: 'text', text: 'hangs' }]);
  await host.model.requested(2);
  const [unloaded, resumed] = await Promise.all([
    host.manager.unload(thread.id),
    host.manager.resume({ id: thread.id }, { defaults }),
  ]);
  expect(unloaded).toBe(true);
  expect(resumed.joined).toBe(false);
  host.model.answer = () => [{ type: 'say', text: 'fine' }];
  expect(await turn(resumed.thread)).toMatchObject({ status: 'completed' });
});

const at = (index: number) => new Date(1_700_000_000_000 + index * 1000).toISOString();
const meta: SessionMeta = {
  id: '0199a213-81c0-7800-8aa1-bbab2a035a53',
  timestamp: at(0),
  cwd: '/work',
  originator: 'someone_else',
  cli_version: '0.128.0',
  source: 'cli',
  model_provider: 'test',
};
const lines = (...all: readonly (Pick<RolloutLine, 'type'> & { payload: unknown })[]) =>
  all.map((line, index) => ({ timestamp: at(index), ...line }) as RolloutLine);

test('a last turn that was cut off is shown as interrupted, and its call is answered', async () => {
  await using host = await world();
  const message = (role: string, text: string) => ({
    type: 'response_item' as const,
    payload: { type: 'message', role, content: [{ type: 'input_text', text }] },
  });
  host.store.put(
    meta,
    lines(
      { type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } },
      message('user', 'do it'),
      { type: 'event_msg', payload: { type: 'user_message', message: 'do it' } },
      {
        type: 'turn_context',
        payload: {
          turn_id: 't1',
          cwd: '/work',
          model: 'test-model',
          approval_policy: 'on-request',
          sandbox_policy: { type: 'danger-full-access' },
          summary: 'auto',
        },
      },
      {
        type: 'response_item',
        payload: { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'cut' },
      },
    ),
  );
  const { thread } = await host.manager.resume({ id: meta.id }, { defaults });
  expect(thread.settings).toMatchObject({ approvalPolicy: 'on-request', permissionProfile: { type: 'disabled' } });
  expect(threadTurns(host.store.lines(meta.id))).toMatchObject([{ id: 't1', status: 'interrupted' }]);
  await turn(thread, 'go on');
  const input = JSON.parse(host.model.requests[0]?.input ?? '[]') as { type: string; call_id?: string }[];
  expect(input.slice(1, 3)).toMatchObject([
    { type: 'function_call', call_id: 'cut' },
    { type: 'function_call_output', call_id: 'cut' },
  ]);
  expect(threadTurns(host.store.lines(meta.id)).map(({ status }) => status)).toEqual(['interrupted', 'completed']);
});

test('a thread whose model was never told anything is told everything', async () => {
  await using host = await world();
  host.store.put(meta, lines({ type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } }));
  const { thread } = await host.manager.resume({ id: meta.id }, { defaults: settings });
  await turn(thread, 'go');
  expect(host.model.requests[0]?.input).toContain('<environment_context>');
});

test('an ephemeral thread leaves nothing behind, and has its lines while it lives', async () => {
  await using host = await world();
  const thread = host.newThread({}, true);
  await turn(thread, 'one');
  await host.manager.reload({ plugins: host.plugins });
  await turn(thread, 'two');
  expect(host.store.threads.size).toBe(0);
  expect(thread.toWire()).toMatchObject({ ephemeral: true, path: null });
  expect(texts(thread.ephemeralLines ?? []).filter((text) => !text.includes('<'))).toEqual(['one', 'ok', 'two', 'ok']);
  expect(host.model.requests[1]?.input.startsWith(host.model.requests[0]?.input.slice(0, -1) ?? '?')).toBe(true);
  await host.manager.unload(thread.id);
  await expect(host.manager.resume({ id: thread.id }, { defaults })).rejects.toMatchObject({
    code: 'thread_not_found',
  });
});

test('nothing is stored before the first turn, and closing stores nothing', async () => {
  await using host = await world();
  const thread = host.newThread();
  expect(thread.stored).toBe(false);
  await host.manager.unload(thread.id);
  expect(host.store.threads.size).toBe(0);
});

test('the first lines of a stored thread are those other programs read', async () => {
  await using host = await world();
  const thread = host.newThread();
  const done = await turn(thread, 'hello');
  const stored = host.store.lines(thread.id);
  expect(stored.map(({ type, payload }) => (type === 'event_msg' ? `event ${payload.type}` : type))).toEqual([
    'session_meta',
    'event task_started',
    'response_item',
    'response_item',
    'turn_context',
    'response_item',
    'event user_message',
    'event agent_message',
    'response_item',
    'event token_count',
    'event task_complete',
  ]);
  expect(items(stored).map(({ role }) => role)).toEqual(['developer', 'user', 'user', 'assistant']);
  expect(stored[0]?.payload).toMatchObject({
    id: thread.id,
    originator: 'test',
    source: 'cli',
    model_provider: 'test',
  });
  expect(stored.at(-1)?.payload).toMatchObject({ turn_id: done.id, last_agent_message: 'ok' });
});

test('lists and reads what is stored', async () => {
  await using host = await world();
  const thread = host.newThread();
  await turn(thread, 'find me');
  const page = await host.manager.list({ limit: 10, sortKey: 'created_at', sortDirection: 'desc' });
  expect(page.data.map(({ id, preview }) => [id, preview])).toEqual([[thread.id, 'find me']]);
});
